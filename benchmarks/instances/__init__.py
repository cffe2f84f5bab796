"""Third-party and generated instances as networks."""

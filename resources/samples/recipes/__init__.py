"""How the sample models are made; only the tables that come out of it ship with the product."""

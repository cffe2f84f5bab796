"""The routes, one module for each theme."""

from server_stub.routes import auth, health, later, projects

ROUTERS = (health.router, auth.router, projects.router, later.router)

"""The routes, one module for each theme."""

from server_stub.routes import auth, blobs, files, health, later, metrics, projects, runs

ROUTERS = (
    health.router,
    auth.router,
    projects.router,
    blobs.router,
    runs.router,
    files.router,
    later.router,
    metrics.router,
)

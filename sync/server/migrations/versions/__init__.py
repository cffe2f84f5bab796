"""The migrations, in order; the newest makes what `sync.server.tables` describes."""

"""Tables as Qt sees them: one model for every table, its columns from the schema, its rows from the store."""

"""A generated admin, served on each database, and used over HTTP and in a browser."""

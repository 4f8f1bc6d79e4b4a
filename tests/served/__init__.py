"""A generated admin that is served, on each database, and used over HTTP and in a browser."""

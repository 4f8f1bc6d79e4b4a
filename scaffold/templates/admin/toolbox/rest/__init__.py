"""What the REST API does with every table."""

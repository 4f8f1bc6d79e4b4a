"""API tokens: a Piccolo app with their table, and the page to make and revoke them."""

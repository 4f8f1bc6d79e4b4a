"""The site: its ASGI app and its pages."""

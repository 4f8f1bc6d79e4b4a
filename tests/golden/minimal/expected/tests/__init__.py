"""Run with ``pytest``. Nothing outside a temporary folder is touched."""

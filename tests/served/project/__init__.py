"""What is laid over the demo's project. It runs there, and is never imported here."""

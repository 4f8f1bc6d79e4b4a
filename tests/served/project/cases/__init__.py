"""Tables for what the demo's films have no use for."""

"""The tables of this admin, a folder for each."""

"""A project scaffolder and admin generator for the Piccolo ORM."""

__version__ = "0.1.0"

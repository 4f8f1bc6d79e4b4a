"""No table here."""

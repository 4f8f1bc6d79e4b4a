"""What every table's code shares: small, plain, and yours to change."""

"""As Piccolo writes them."""

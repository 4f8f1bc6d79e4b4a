"""A shop, whose admin is written as people write them."""

"""How fast the generated admin answers, beside other admins and code by hand."""

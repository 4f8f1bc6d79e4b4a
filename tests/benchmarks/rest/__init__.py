"""How fast the REST API answers, beside Piccolo Admin's and code written by hand."""

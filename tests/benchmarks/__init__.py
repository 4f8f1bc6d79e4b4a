"""How long the commands take, and how much memory, beside other generators."""

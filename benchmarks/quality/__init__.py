"""How good a model of a table is that nobody tuned, beside the best of its peers."""

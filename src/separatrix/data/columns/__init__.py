"""One column encoder a file; each says its features and encodes a column of cells."""

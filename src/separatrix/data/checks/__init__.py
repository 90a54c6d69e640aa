"""What is looked for in a table before a network learns from it, one kind of finding a file."""

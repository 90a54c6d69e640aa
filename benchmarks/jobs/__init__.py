"""Scripts that do one thing in a fresh process and print what it took as one JSON object."""

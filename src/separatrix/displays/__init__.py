"""What moves in a notebook while a training runs."""

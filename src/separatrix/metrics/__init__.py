"""Pure functions of targets and answers: numbers in, numbers out, NumPy only."""

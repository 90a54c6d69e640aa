"""What was learned, as numbers: predictions, scores and their spread, boundaries, curves."""

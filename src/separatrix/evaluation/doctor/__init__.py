"""The doctor: what ails a training, what was measured, and what to try."""

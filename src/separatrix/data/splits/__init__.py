"""The kinds of splits, each a function of plain arrays; `separatrix.data.split` chooses."""

"""One HTML file that tells what a run or a ladder found, and opens from disk for ever."""

"""What is shown of a lesson: the rungs, what was seen in words, and where the pictures are."""

"""Rungs that change one thing each, trained over many seeds on the same rows.

What is here needs no PyTorch; `separatrix.ladders.run` trains.
"""

from separatrix.ladders.rung import Ladder, Rung, climb
from separatrix.ladders.words import change_in_words, ideas, in_words

__all__ = ["Ladder", "Rung", "change_in_words", "climb", "ideas", "in_words"]

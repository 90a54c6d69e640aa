"""Modules of the user's own: K seeds of one as a stack with the face of `Stack`."""

"""The tests; a package, so that no other `tests` of the environment stands before it."""

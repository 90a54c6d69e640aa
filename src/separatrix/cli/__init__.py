"""The command line: options in, one call below, a screen or one JSON document out."""

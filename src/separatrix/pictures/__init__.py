"""Which pictures a run gets, and how each is put together from numbers."""

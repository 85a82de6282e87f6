"""A visit counter in the standard library alone."""

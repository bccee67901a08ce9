"""Owns the way of a call's facts out of this runtime: numbered, on disk, delivered at least once, forgotten when acknowledged."""

"""Hearing: the caller's sound becomes words, by the grammar of the step the call is in."""

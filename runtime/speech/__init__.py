"""Hearing and speaking: recognisers, voices and where an utterance ends. Models run in worker processes, never here."""

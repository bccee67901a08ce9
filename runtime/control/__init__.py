"""Owns a runtime's face towards the designer: the feed it pulls and pushes, and its small control port."""

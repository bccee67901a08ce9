"""Owns live calls: joins a caller's leg, the dialogue engine, understanding, hearing, voice and journal, one call at a time."""

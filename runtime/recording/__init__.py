"""Owns making a conversation of a stored call: what happened in it, with stand-ins for everything that is personal."""

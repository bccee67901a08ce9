"""Owns the lines: one file a carrier, each giving a `Leg` for every call it brings."""

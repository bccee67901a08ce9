"""Owns the second stage: marked nodes → the model, the model itself being the schema."""

"""Owns the canvas: the drawing of a flow, the changes that are made on it, and taking them back."""

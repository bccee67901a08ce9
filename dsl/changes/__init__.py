"""Owns what differs between two versions of a package, in the operator's words."""

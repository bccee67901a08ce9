"""Owns the third stage: every name that is used → the definition that is meant."""

from dsl.resolver.resolve import resolve

__all__ = ["resolve"]

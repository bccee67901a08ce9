"""The proof of Callwright: `uv run python -m tests` sets up what it needs and runs all of it."""

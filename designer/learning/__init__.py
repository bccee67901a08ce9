"""What callers asked and nobody had answered: gathered, grouped, and turned into knowledge of the draft."""

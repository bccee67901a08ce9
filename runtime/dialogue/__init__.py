"""The dialogue engine: pure. `advance(program, state, event)` gives the next state and the effects, always the same."""

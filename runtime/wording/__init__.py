"""How what is written is said: typed values, and figures in plain text, become words. Pure; both halves of the runtime use it."""

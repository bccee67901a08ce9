"""The words that show a caller's mood on a service line, by language and weight: what is said at it, not what it is about."""

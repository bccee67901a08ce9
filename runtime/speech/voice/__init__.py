"""Speaking: words become 8 kHz sound, clause by clause."""

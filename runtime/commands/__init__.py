"""Commands of the runtime: each module is one, found through its entry point."""

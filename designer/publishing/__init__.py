"""What runs: versions, the gates before them, the release that runtimes pull, the runtimes themselves, the workshop."""

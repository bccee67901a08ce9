"""The designer's commands: each a module with SUMMARY, configure and run."""

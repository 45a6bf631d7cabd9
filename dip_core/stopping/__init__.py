"""When to stop and what to keep: one rule per file."""

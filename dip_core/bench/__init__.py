"""What the engine is worth, measured: each file answers one question with a table."""

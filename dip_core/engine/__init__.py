"""The loop that fits θ, and its parts: generator, averaging, backtracking, checkpoints."""

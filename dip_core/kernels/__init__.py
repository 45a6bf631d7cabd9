"""k, the blurs that are known: what became of a point of light, one per file."""

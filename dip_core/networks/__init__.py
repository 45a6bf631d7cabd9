"""f, the architectures: one per file; what several share is in blocks."""

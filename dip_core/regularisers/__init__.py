"""λR, the explicit penalties: one per file."""

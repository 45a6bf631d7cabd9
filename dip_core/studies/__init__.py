"""Experiments that show what the prior does: one per file."""

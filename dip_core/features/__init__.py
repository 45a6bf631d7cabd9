"""Φ, what is measured of a picture to find it again or to bring it out: one kind per file."""

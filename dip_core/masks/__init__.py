"""Masks: read off a picture, found in it, and changed as a whole. All are (H, W), 255 = restore."""

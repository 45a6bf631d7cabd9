"""Moving pictures of how a restoration formed: one room behind the window and the command line."""

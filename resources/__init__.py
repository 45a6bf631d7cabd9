"""What the program ships beside its code, read with importlib.resources."""

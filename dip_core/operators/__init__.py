"""A, the forward operators, named by what they do to a picture."""

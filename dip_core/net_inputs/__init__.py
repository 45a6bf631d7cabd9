"""z, the codes a network turns into a picture: one kind per file."""

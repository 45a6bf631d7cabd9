"""What a picture may be a mixture of: one kind per file."""

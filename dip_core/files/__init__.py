"""How pictures lie in files: one format per module, metadata kept, writes all or nothing."""

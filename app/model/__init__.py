"""What is being worked on: the document, its mask, the log of a run, preferences; no widgets."""

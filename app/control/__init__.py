"""What a person can do: run, open, export; the actions and the worker thread; no widgets."""

"""D, the distances between a prediction and the measurement: one per file."""

"""The benchmarks: the commands behind every figure the project prints."""

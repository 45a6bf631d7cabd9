"""The window's own measurements, each run as `python -m app.bench.NAME`; figures come from here."""

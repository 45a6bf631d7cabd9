"""Figures as plain data, and how they become pictures and tables without a window."""

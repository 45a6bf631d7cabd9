"""Options to widgets: the editors, and the form that is read off a spec."""

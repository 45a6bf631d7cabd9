"""The window: what a person sees and does; PySide6 only, and of the engine its front door."""

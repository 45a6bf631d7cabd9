"""The main window, its docks and its dialogs."""

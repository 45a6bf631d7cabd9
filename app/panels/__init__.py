"""The docks' contents: one view of the document per file, none of which knows another."""

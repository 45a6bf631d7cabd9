"""Value in, signal out: widgets that know neither the document nor the engine."""

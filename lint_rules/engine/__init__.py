"""The engine: from a configuration and a document to a result. It names no rule."""

"""Clean copies."""

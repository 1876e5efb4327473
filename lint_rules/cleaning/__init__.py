"""Clean copies of documents: what does not belong is taken out, damage is mended, and what cannot be cleaned is set aside."""

"""Context: what only its place, its words and its neighbours give away."""

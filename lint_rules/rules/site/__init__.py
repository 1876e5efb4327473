"""Site: what the other pages of a text's site give away, as a profile knows them."""

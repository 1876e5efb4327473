"""What the whole text is: no article at all, the stump of one, or one that stops early."""

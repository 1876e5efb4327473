"""The page's own furniture: menus, players, share and comment prompts, stray labels and marks."""

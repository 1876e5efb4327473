"""Rules for the pages of harbour offices. ScrapeLint finds them by the entry point and walks this package."""

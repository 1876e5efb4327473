"""What the page wants of its reader: newsletters, paywalls, consent, advertising, other stories, notices."""

"""What stands twice: titles, captions, paragraphs, lines."""

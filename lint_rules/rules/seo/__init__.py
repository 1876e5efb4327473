"""What was made for search engines: injected questions, template metadata, generated authors."""

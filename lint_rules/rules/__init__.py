"""The rules: a folder is a category, a file is a rule, and the file's name is the rule's name."""

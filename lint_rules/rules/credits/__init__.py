"""Who made it and who owns it: copyright, wire and photo credits, bylines, bios."""

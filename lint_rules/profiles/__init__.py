"""What the sites of a corpus repeat: counted once, over all documents, and then asked while single ones are judged.

`Profile` counts (`observe`), adds up (`merge`) and is written (`save`); `Sites` is a profile file open for asking, and
`Standing` what it says of one document: how many other pages of the site have each of its lines, which pages are the same
document under another address, and what is usual on the site.

For each host a profile keeps a sample of its pages, those whose addresses have the smallest hashes, and of each page the
hashes of its lines. So memory does not grow with the pages of a site, a page that comes again is the same page, and two
profiles add up to what one over all documents would be, in any order: the smallest of a union are among the smallest of its
parts. See docs/profiles.md for the file, field by field.
"""

from __future__ import annotations

from lint_rules.profiles.building import Profile, merge_files
from lint_rules.profiles.layout import ProfileError
from lint_rules.profiles.sites import Sites, Standing

__all__ = ["Profile", "ProfileError", "Sites", "Standing", "merge_files"]

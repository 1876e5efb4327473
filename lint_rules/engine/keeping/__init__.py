"""What findings are left be: of rules ignored for a file or a host, suppressed with a reason, or known from a baseline.

All of it stands in the user's own files: nothing is ever taken from a document.
"""

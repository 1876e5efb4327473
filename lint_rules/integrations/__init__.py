"""Adapters to engines for more than one machine: each thin, each with an extra of its own, and `arrow.lint_table` under all.

Nothing of them is imported by the rest of the package, and none of them imports its engine before it is used.
"""

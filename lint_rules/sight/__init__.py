"""Sight in context."""

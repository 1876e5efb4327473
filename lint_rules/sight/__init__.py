"""Sight in context: what a page looks like line by line, and the network that judges its lines by all of it."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).with_name("weights.npz")
"""The weights that come with the package. Named here, where numpy need not be imported."""

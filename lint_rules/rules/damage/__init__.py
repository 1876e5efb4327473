"""Text that belongs and is hurt: fused, cut, doubled and garbled words, markup left over."""

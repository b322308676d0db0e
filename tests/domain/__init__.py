"""Tests the Laws of cricket: the effect of each action, and that a faulty log does no harm."""

"""Makes one log of several scorers' books (docs/consensus.md). Pure: no clock, no order of arrival.

Begin with `fold.consensus`. Knows the domain alone, and nothing of where books are kept.
"""

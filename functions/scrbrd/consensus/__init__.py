"""Makes one log from several scorers' books (docs/consensus.md).

Pure: no clock, and the order of arrival does not matter. Begin with `fold.consensus`. Imports
`domain` alone, and does not know where books are stored.
"""

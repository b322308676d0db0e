"""Models of documents that no model of the functions reads: feed, archive, statistics.

The functions build them as plain maps, for speed; tests check the written documents against these
models.
"""

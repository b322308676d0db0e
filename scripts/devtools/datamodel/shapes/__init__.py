"""Defines the shapes of documents that no model of the functions reads: feed, archive, statistics.

The functions make them as plain maps, for speed; a test holds what they make to these shapes.
"""

"""Connectors: one module a provider's feed, each a pure parser beside a thin asker.

What they share is `http` (asking) and `reading` (fields of JSON, the words of the log).
"""

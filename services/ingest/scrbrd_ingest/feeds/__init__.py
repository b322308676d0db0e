"""Connectors: one module per provider feed, each with a pure parser and a small class that sends
requests.

They share `http` (requests) and `fields` (fields of JSON, the vocabulary of the log).
"""

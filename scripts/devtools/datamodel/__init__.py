"""Owns what is written from the models: docs/data-model.md and the TypeScript definitions.

`python -m devtools.datamodel` writes both; a test fails when either is stale.
"""

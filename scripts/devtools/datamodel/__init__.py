"""Writes docs/data-model.md and the TypeScript definitions from the models.

`python -m devtools.datamodel` writes both; a test fails when either is stale.
"""

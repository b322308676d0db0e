"""Generates docs/data-model.md, JSON Schemas and TypeScript definitions from the models.

`python -m devtools.datamodel` writes all of them; a test fails when one is stale.
"""

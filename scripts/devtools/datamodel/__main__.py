"""Writes every document that is made from the models."""

from devtools import fields
from devtools.datamodel import page, typescript

for module in (fields, page, typescript):
    module.PATH.parent.mkdir(parents=True, exist_ok=True)
    module.PATH.write_text(module.page(), encoding="utf-8")

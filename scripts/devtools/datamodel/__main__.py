"""Writes every document that is made from the models."""

from devtools import fields
from devtools.datamodel import page, typescript
from devtools.verdicts import conditions_page, table_json
from devtools.verdicts import page as verdicts_page

for module in (fields, page, typescript, verdicts_page, table_json, conditions_page):
    module.PATH.parent.mkdir(parents=True, exist_ok=True)
    module.PATH.write_text(module.page(), encoding="utf-8")

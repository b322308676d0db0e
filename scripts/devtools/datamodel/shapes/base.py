"""Defines the base of all shapes: every field is named, nothing else may be in the document."""

from __future__ import annotations

from pydantic import ConfigDict

from scrbrd.domain.document import Document


class Shape(Document):
    """A document or a part of one, as the functions write it."""

    model_config = ConfigDict(extra="forbid")

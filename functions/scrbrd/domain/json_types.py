"""Defines the types of JSON objects and documents whose fields no model describes."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
"""The fields of a document, or a JSON object, while it is built or changed."""

JsonMap = Mapping[str, Any]
"""The same, for reading only."""

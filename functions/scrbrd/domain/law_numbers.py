"""Converts Law numbers between Codes: many changed in 2017.

Inside the engine a Law has its number of the 2017 Code; messages use the number of the match's
edition.
"""

import re
from types import MappingProxyType
from typing import Final

from scrbrd.domain.vocabulary import LawsEdition

NUMBER_OF_2000: Final = MappingProxyType(
    {12: 12, 13: 12, 14: 13, 15: 14, 16: 21, 17: 22, 21: 24, 22: 25, 23: 26, 24: 2, 25: 2}
    | {27: 40, 28: 41, 31: 27, 32: 30, 33: 32, 40: 31, 41: 42, 2: 3}
)
"""The number of a Law of the 2017 Code in the Code of 2000, where it differs."""

A_LAW: Final = re.compile(r"Law (\d+)")


def number_in(law: int, edition: LawsEdition) -> int:
    """Return the number of a Law of the 2017 Code in the Code of an edition."""
    return NUMBER_OF_2000.get(law, law) if edition is LawsEdition.CODE_2000 else law


def law_in(law: str | None, edition: LawsEdition) -> str | None:
    """Return a Law of the 2017 Code (`Law 17`) as an edition numbers it.

    Other texts are returned unchanged.
    """
    if law is None or edition is not LawsEdition.CODE_2000:
        return law
    found = A_LAW.fullmatch(law)
    return law if found is None else f"Law {number_in(int(found[1]), edition)}"

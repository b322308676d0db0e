"""Defines the table of hostile requests: each the twin of an accepted one, different in one thing.

So a rule that denies everything fails the table as surely as one that lets everything pass.
"""

from __future__ import annotations

from tests.rules.twins.ask import Family, Twin, families
from tests.rules.twins.books import miskept
from tests.rules.twins.deliveries import forged_identity, wrong_scores
from tests.rules.twins.documents import odd_documents
from tests.rules.twins.entries import misentered
from tests.rules.twins.facts import wrong_facts
from tests.rules.twins.joiners import joined_names
from tests.rules.twins.lineups import miscast
from tests.rules.twins.log import closed_logs, torn_logs, undone
from tests.rules.twins.matches import misplanned
from tests.rules.twins.numbers import pointed
from tests.rules.twins.overruling import overruled
from tests.rules.twins.places import owned_by_functions, strangers_things
from tests.rules.twins.regrants import granted_again
from tests.rules.twins.roles import usurped
from tests.rules.twins.rulings import misruled
from tests.rules.twins.statements import misstated, passed_by, undone_entries
from tests.rules.twins.tiers import of_tiers
from tests.rules.twins.values import odd_values


def twins() -> tuple[Twin, ...]:
    """The whole table."""
    return (
        *forged_identity(),
        *wrong_scores(),
        *wrong_facts(),
        *closed_logs(),
        *torn_logs(),
        *undone(),
        *miskept(),
        *misstated(),
        *undone_entries(),
        *passed_by(),
        *misruled(),
        *overruled(),
        *misplanned(),
        *of_tiers(),
        *misentered(),
        *miscast(),
        *usurped(),
        *granted_again(),
        *strangers_things(),
        *owned_by_functions(),
        *odd_values(),
        *odd_documents(),
        *joined_names(),
        *pointed(),
    )


def all_families() -> tuple[Family, ...]:
    """The whole table by accepted requests."""
    return families(twins())

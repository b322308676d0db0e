"""Runs `scrbrd feed`: reads, shows what would be written, writes it under --apply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from google.api_core.exceptions import NotFound
from rich.console import Console

from admin.books.over import parse_over
from admin.feeds.mapping_file import Mapping, read_mappings
from admin.feeds.mapping_plan import People, Plan, faults, left_out, plan, wanted_documents
from admin.feeds.show import accepted_gaps, maps
from admin.feeds.store import FeedStore
from admin.options import Refusal
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.vocabulary import ScoredBy, ValidationTier

PREVIEW = "Preview: nothing was written. Add --apply to write it."
MOST_MAPPINGS = 400
"""A commit takes 500 documents."""
MOST_NAMED = 20
IN_BOOKS = (ValidationTier.DUAL, ValidationTier.TRIPLE)


@dataclass(frozen=True, slots=True)
class FeedSession:
    """A match of a project, and whether to write."""

    store: FeedStore
    console: Console
    apply: bool

    def say_what_was_done(self, done: str) -> None:
        """Print that it was written, or that nothing was."""
        self.console.print(done if self.apply else PREVIEW)


def map_people(
    session: FeedSession, provider: str, provider_match: str, file: Path, *, overwrite: bool
) -> None:
    """Write whose ids are whose, all or nothing. Raises BadInput for a file that is not of the
    match, Refusal where an id is mapped to somebody else already."""
    store, console = session.store, session.console
    require_names(provider, provider_match)
    people = store.people()
    mappings = mappings_of(file, provider, people)
    wanted = wanted_documents(provider, store.match_id, provider_match.strip(), mappings)
    read = store.mappings(provider, wanted.keys(), [*people.players, *people.teams])
    stored = {key: snap.to_dict() or {} for key, snap in read.items()}
    found = plan(wanted, stored, store.match_id)
    if found.conflicts and not overwrite:
        raise Refusal(
            f"{len(found.conflicts)} mappings say something else, and nothing was written:"
            f" {named(found.conflicts)}; compare them, and --overwrite replaces them"
        )
    console.print(f"{provider}, match {store.match_id} as {provider_match}: {counts(found)}")
    for each in found.conflicts:
        console.print(f"  replaced: {each}")
    print_left_out(console, left_out(wanted, stored, people), people)
    if not (found.new or found.changed or found.removed):
        console.print("Nothing to do: all of it is there already.")
        return
    if session.apply:
        store.write(found, read)
    session.say_what_was_done("Written; a service that follows the match looks within 15 seconds.")
    if found.changed:
        console.print(
            "Ids that a running service knows already are read again within five minutes; balls"
            " that a changed one names are corrected in the log."
        )


def mappings_of(file: Path, provider: str, people: People) -> list[Mapping]:
    """Return what a file says of a match. Raises BadInput where a line cannot be of it."""
    mappings = read_mappings(file, provider)
    if len(mappings) > MOST_MAPPINGS:
        raise BadInput(f"{file}: {len(mappings)} mappings; at most {MOST_MAPPINGS}: split it")
    wrong = list(faults(mappings, people))
    if wrong:
        raise BadInput(f"{file}: {named(wrong)}; nothing was written")
    return mappings


def print_left_out(console: Console, ids_by_kind: dict[str, list[str]], people: People) -> None:
    """Print whom the provider could not name."""
    for kind, ids in ids_by_kind.items():
        if ids:
            shown = [f"{each} ({people.named(kind)[each]})" for each in ids]
            console.print(f"  left out, {kind}s: {named(shown)}; a ball that names one waits")


def require_names(provider: str, provider_match: str) -> None:
    """Raise BadInput for a provider or a match of it that no mapping can name."""
    if not is_id(provider):
        raise BadInput(f"--provider: {provider!r:.40} is no provider's name, as settings have it")
    if not provider_match.strip():
        raise BadInput("--match: is empty; give the provider's id of the match")


def counts(found: Plan) -> str:
    """Return `23 new, 1 there already` and what else there is to say."""
    parts = [f"{len(found.new)} new", f"{found.same} there already"]
    parts += [f"{len(found.changed)} changed"] if found.changed else []
    parts += [f"{len(found.removed)} removed"] if found.removed else []
    return ", ".join(parts)


def named(texts: Iterable[str]) -> str:
    """Return texts in a row; of many only the first."""
    texts = list(texts)
    more = f" and {len(texts) - MOST_NAMED} more" if len(texts) > MOST_NAMED else ""
    return "; ".join(texts[:MOST_NAMED]) + more


def accept_gap(session: FeedSession, over: str) -> None:
    """Have the service go on behind an over that has nothing missing, whatever its numbers say.

    Raises BadInput where the match has no gap there, Refusal where its feed was deleted meanwhile.
    """
    asked = parse_over(over)
    assert asked is not None
    key = f"{asked[0]}.{asked[1]}"
    store = session.store
    store.match()
    feed = store.feed()
    if feed is None:
        raise BadInput(f"--over: no provider has told anything of match {store.match_id} yet")
    if key in accepted_gaps(feed):
        session.console.print(f"Nothing to do: over {over} of match {store.match_id} is accepted.")
        return
    gaps = [str(each.get("key")) for each in maps(feed.get("gaps"))]
    if key not in gaps:
        told = ", ".join(each.replace(".", ":") for each in gaps) or "none"
        raise BadInput(
            f"--over: match {store.match_id} has no gap in {over}; gaps: {told} (overs from 0)"
        )
    session.console.print(
        f"Match {store.match_id}: over {over} counts as it was told, and what waits behind it goes"
        " into the log. A ball that was missing after all comes in as an insertion."
    )
    if session.apply:
        try:
            store.accept_gap(key)
        except NotFound:
            raise Refusal(f"provider_feeds/{store.match_id} was deleted meanwhile") from None
    session.say_what_was_done(f"Written: acceptedGaps has {key}.")


def reopen(session: FeedSession) -> None:
    """Have a match asked for again that was closed: as it was over, or as nothing new came."""
    store, console = session.store, session.console
    followed = store.followed()
    closed = (followed.to_dict() or {}).get("closed")
    if not closed:
        console.print(f"Nothing to do: match {store.match_id} is asked for.")
        return
    console.print(f"Match {store.match_id}: it is {closed}, and is asked for again as ever.")
    if session.apply:
        store.reopen(followed)
    session.say_what_was_done("Written; a service that lists the match asks within 75 seconds.")


def set_writer(session: FeedSession, writer: str) -> None:
    """Say who writes the log of a match. Raises BadInput for a writer that there is not, Refusal
    where the match was deleted meanwhile."""
    if writer not in list(ScoredBy):
        raise BadInput(f"WRITER: {writer!r:.40} is not {' or '.join(ScoredBy)}")
    wanted, store, console = ScoredBy(writer), session.store, session.console
    match = store.match()
    before = match.get("scoredBy") or ScoredBy.SCORERS
    if before == wanted:
        console.print(f"Nothing to do: match {store.match_id} is written by {wanted} already.")
        return
    console.print(f"Match {store.match_id}: {before} -> {wanted}")
    if wanted is ScoredBy.PROVIDER:
        for why in reasons_to_compare(store, match):
            console.print(f"  a provider would only compare: {why}")
    if session.apply:
        try:
            store.set_writer(wanted)
        except NotFound:
            raise Refusal(f"match {store.match_id} was deleted meanwhile") from None
    session.say_what_was_done("Written; a service that follows the match heeds it in 15 seconds.")


def reasons_to_compare(store: FeedStore, match: dict[str, object]) -> Iterable[str]:
    """Yield why a provider would not write, though it may: as the service decides it."""
    if match.get("lockedAt") is not None:
        yield "the match is locked"
    if match.get("validationTier") in IN_BOOKS:
        yield f"it is kept in books ({match['validationTier']})"
    people = store.actions_of_people()
    if people:
        yield f"its log has {len(people)} actions recorded or voided by people, such as {people[0]}"
    if not store.mapped_as():
        yield "no provider has an id of it; `scrbrd feed map` says which"

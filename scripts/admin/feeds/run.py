"""Runs `scrbrd feed`: reads, shows the changes, and writes them with --apply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from google.api_core.exceptions import NotFound
from rich.console import Console

from admin.books.over import parse_over
from admin.feeds.mapping_file import Mapping, read_mappings
from admin.feeds.mapping_plan import People, Plan, faults, plan, unmapped_ids, wanted_documents
from admin.feeds.show import accepted_gaps, maps_in
from admin.feeds.store import FeedStore
from admin.options import Refusal
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.vocabulary import ScoredBy, ValidationTier

PREVIEW = "Preview: nothing was written. Add --apply to write it."
MAX_MAPPINGS = 400
"""A commit holds at most 500 writes."""
MAX_NAMED = 20
IN_BOOKS = (ValidationTier.DUAL, ValidationTier.TRIPLE)


@dataclass(frozen=True, slots=True)
class FeedSession:
    """The feed of a match; writes only if `apply`."""

    store: FeedStore
    console: Console
    apply: bool

    def print_outcome(self, message: str) -> None:
        """Print what was written, or that nothing was."""
        self.console.print(message if self.apply else PREVIEW)


def map_people(
    session: FeedSession, provider: str, provider_match: str, file: Path, *, overwrite: bool
) -> None:
    """Write the mappings of a file, all or none.

    Raises BadInput for a file that does not fit the match, and Refusal if an id is already mapped
    to another.
    """
    store, console = session.store, session.console
    require_names(provider, provider_match)
    people = store.people()
    mappings = fitting_mappings(file, provider, people)
    wanted = wanted_documents(provider, store.match_id, provider_match.strip(), mappings)
    snapshots = store.mappings(provider, wanted.keys(), [*people.players, *people.teams])
    stored = {key: snap.to_dict() or {} for key, snap in snapshots.items()}
    changes = plan(wanted, stored, store.match_id)
    if changes.conflicts and not overwrite:
        raise Refusal(
            f"{len(changes.conflicts)} mappings say something else, and nothing was written:"
            f" {join_texts(changes.conflicts)}; compare them, and --overwrite replaces them"
        )
    console.print(f"{provider}, match {store.match_id} as {provider_match}: {counts_text(changes)}")
    for each in changes.conflicts:
        console.print(f"  replaced: {each}")
    print_unmapped(console, unmapped_ids(wanted, stored, people), people)
    if not (changes.new or changes.changed or changes.removed):
        console.print("Nothing to do: all of it is there already.")
        return
    if session.apply:
        store.write(changes, snapshots)
    session.print_outcome("Written; a service that follows the match looks within 15 seconds.")
    if changes.changed:
        console.print(
            "Ids that a running service knows already are read again within five minutes; balls"
            " that a changed one names are corrected in the log."
        )


def fitting_mappings(file: Path, provider: str, people: People) -> list[Mapping]:
    """Return the mappings of a file. Raises BadInput if a line does not fit the match."""
    mappings = read_mappings(file, provider)
    if len(mappings) > MAX_MAPPINGS:
        raise BadInput(f"{file}: {len(mappings)} mappings; at most {MAX_MAPPINGS}: split it")
    wrong = list(faults(mappings, people))
    if wrong:
        raise BadInput(f"{file}: {join_texts(wrong)}; nothing was written")
    return mappings


def print_unmapped(console: Console, ids_by_kind: dict[str, list[str]], people: People) -> None:
    """Print the players and teams that the provider could not name."""
    for kind, ids in ids_by_kind.items():
        if ids:
            texts = [f"{each} ({people.names_of_kind(kind)[each]})" for each in ids]
            console.print(f"  left out, {kind}s: {join_texts(texts)}; a ball that names one waits")


def require_names(provider: str, provider_match: str) -> None:
    """Raise BadInput for an invalid name of a provider, or an empty id of a match."""
    if not is_id(provider):
        raise BadInput(f"--provider: {provider!r:.40} is no provider's name, as settings have it")
    if not provider_match.strip():
        raise BadInput("--match: is empty; give the provider's id of the match")


def counts_text(changes: Plan) -> str:
    """Return the number of mappings by change, such as `23 new, 1 there already`."""
    parts = [f"{len(changes.new)} new", f"{changes.same} there already"]
    parts += [f"{len(changes.changed)} changed"] if changes.changed else []
    parts += [f"{len(changes.removed)} removed"] if changes.removed else []
    return ", ".join(parts)


def join_texts(texts: Iterable[str]) -> str:
    """Return texts joined in one line, at most the first MAX_NAMED."""
    texts = list(texts)
    more = f" and {len(texts) - MAX_NAMED} more" if len(texts) > MAX_NAMED else ""
    return "; ".join(texts[:MAX_NAMED]) + more


def accept_gap(session: FeedSession, over: str) -> None:
    """Let the service continue after an over with a gap, as nothing is missing there.

    Raises BadInput if the match has no gap there, and Refusal if its feed was deleted meanwhile.
    """
    place = parse_over(over)
    assert place is not None
    key = f"{place[0]}.{place[1]}"
    store = session.store
    store.match()
    feed = store.feed()
    if feed is None:
        raise BadInput(f"--over: no provider has told anything of match {store.match_id} yet")
    if key in accepted_gaps(feed):
        session.console.print(f"Nothing to do: over {over} of match {store.match_id} is accepted.")
        return
    gaps = [str(each.get("key")) for each in maps_in(feed.get("gaps"))]
    if key not in gaps:
        gap_texts = ", ".join(each.replace(".", ":") for each in gaps) or "none"
        raise BadInput(
            f"--over: match {store.match_id} has no gap in {over}; gaps: {gap_texts} (overs from 0)"
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
    session.print_outcome(f"Written: acceptedGaps has {key}.")


def reopen(session: FeedSession) -> None:
    """Resume polling of a match that was closed because it was over or sent nothing new."""
    store, console = session.store, session.console
    snapshot = store.followed_snapshot()
    closed = (snapshot.to_dict() or {}).get("closed")
    if not closed:
        console.print(f"Nothing to do: match {store.match_id} is asked for.")
        return
    console.print(f"Match {store.match_id}: it is {closed}, and is asked for again as ever.")
    if session.apply:
        store.reopen(snapshot)
    session.print_outcome("Written; a service that lists the match asks within 75 seconds.")


def set_writer(session: FeedSession, writer: str) -> None:
    """Set who writes the log of a match.

    Raises BadInput for an unknown writer, and Refusal if the match was deleted meanwhile.
    """
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
        for reason in reasons_to_compare(store, match):
            console.print(f"  a provider would only compare: {reason}")
    if session.apply:
        try:
            store.set_writer(wanted)
        except NotFound:
            raise Refusal(f"match {store.match_id} was deleted meanwhile") from None
    session.print_outcome("Written; a service that follows the match heeds it in 15 seconds.")


def reasons_to_compare(store: FeedStore, match: dict[str, object]) -> Iterable[str]:
    """Yield the reasons why the service would only compare the provider's feed, not write it."""
    if match.get("lockedAt") is not None:
        yield "the match is locked"
    if match.get("validationTier") in IN_BOOKS:
        yield f"it is kept in books ({match['validationTier']})"
    people = store.actions_of_people()
    if people:
        yield f"its log has {len(people)} actions recorded or voided by people, such as {people[0]}"
    if not store.mapped_as():
        yield "no provider has an id of it; `scrbrd feed map` says which"

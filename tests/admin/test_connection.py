"""Tests how admin verbs connect to a project, and their messages on failure and bad usage."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

import pytest

from admin.connection import PROJECT_VARIABLES
from admin.variables import AUTH_HOST, FIRESTORE_HOST
from devtools.emulators import FirestoreEmulator, free_ports
from tests.admin.administration import run_failing, run_in_process, run_ok

CREDENTIALS = ("GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_CONFIG", "HOME")
SCORER = ("thandi", "scorer_home", "--match", "m1")


@pytest.fixture(autouse=True)
def clean_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Remove emulators, projects and credentials from the environment."""
    for name in (FIRESTORE_HOST, AUTH_HOST, *PROJECT_VARIABLES, *CREDENTIALS):
        monkeypatch.delenv(name, raising=False)
    empty = str(tmp_path_factory.mktemp("home"))
    monkeypatch.setenv("HOME", empty)
    monkeypatch.setenv("CLOUDSDK_CONFIG", empty)
    monkeypatch.setenv("NO_GCE_CHECK", "true")  # or it waits for a metadata server


@pytest.fixture
def emulator(firestore_emulator: FirestoreEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the variable of a Firestore emulator; name no project."""
    monkeypatch.setenv(FIRESTORE_HOST, firestore_emulator.host)


def free_address() -> str:
    """Return an address on which no server listens."""
    [port] = free_ports(1)
    return f"127.0.0.1:{port}"


UNREACHABLE: Mapping[str, tuple[Mapping[str, str], tuple[str, ...], str]] = {
    "no emulator": ({}, (), "lives on emulators only, and FIRESTORE_EMULATOR_HOST is not set"),
    "a demo project": ({}, ("--project", "demo-x"), "project demo-x lives on emulators only"),
    "only the Auth emulator": ({AUTH_HOST: "127.0.0.1:9"}, (), "set both or neither"),
    "no host and port": ({FIRESTORE_HOST: "here"}, (), "'here' is no host:port such as 127.0.0.1"),
    "a port above 65535": (
        {FIRESTORE_HOST: "127.0.0.1:99999"},
        (),
        "does not answer at 127.0.0.1:99",
    ),
    "a real project from the environment": (
        {"GCLOUD_PROJECT": "my-school"},
        (),
        "may be a real one; say --project my-school",
    ),
    "no credentials": ({}, ("--project", "my-school", "--yes"), "no credentials for project my-s"),
}


@pytest.mark.parametrize(("env", "options", "message"), UNREACHABLE.values(), ids=UNREACHABLE)
@pytest.mark.parametrize("verb", ["grant", "revoke", "roles"])
def test_a_project_that_cannot_be_reached_is_one_line_with_the_remedy(
    verb: str,
    env: Mapping[str, str],
    options: tuple[str, ...],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert message in run_failing(2, verb, *(() if verb == "roles" else SCORER), *options)


def test_an_emulator_that_is_down_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    address = free_address()
    monkeypatch.setenv(FIRESTORE_HOST, address)
    assert f"the Firestore emulator does not answer at {address}" in run_failing(2, "roles")


@pytest.mark.usefixtures("emulator")
def test_accounts_of_a_real_project_are_never_used_with_emulated_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = run_failing(2, "grant", "--admin", "thandi@example.com", "--apply")
    assert "accounts would be a real project's" in message
    monkeypatch.setenv(AUTH_HOST, free_address())
    message = run_failing(2, "grant", "--admin", "thandi@example.com", "--apply")
    assert "the Auth emulator does not answer" in message


@pytest.mark.usefixtures("emulator")
def test_emulators_need_no_project_option() -> None:
    assert run_ok("roles") == "No roles.\n"


@pytest.mark.usefixtures("emulator")
def test_a_project_that_may_be_real_must_be_confirmed_by_typing_its_name() -> None:
    project = ("--project", "my-school")
    correct_name = run_in_process("roles", *project, typed="my-school\n")
    assert (correct_name.code, correct_name.out) == (0, "No roles.\n")
    assert "Type its name to go on" in correct_name.err
    wrong_name = run_in_process("roles", *project, typed="my-shool\n")
    assert (wrong_name.code, wrong_name.out) == (2, "")
    assert "'my-shool' is not my-school; nothing was done" in wrong_name.err
    no_answer = run_in_process("roles", *project)
    assert (no_answer.code, no_answer.out) == (2, "")
    assert "add --yes to work on my-school" in no_answer.err
    confirmed_by_option = run_in_process("roles", *project, "--yes")
    assert (
        confirmed_by_option.code,
        confirmed_by_option.out,
        confirmed_by_option.err.count("\n"),
    ) == (0, "No roles.\n", 1)
    assert confirmed_by_option.err.startswith(
        f"scrbrd: {FIRESTORE_HOST} is set: this is not the real project"
    )


MATCH = ("--match", "m1")
TEAM = ("--team", "t1")
PLAYER = ("thandi", "player", *TEAM)

INVALID_ROLES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "no arguments": ((), "give PERSON and ROLE, or --admin ACCOUNT"),
    "no role": (("thandi",), "give PERSON and ROLE"),
    "nowhere": (("thandi", "player"), "give one of --match ID, --team ID, --school ID"),
    "two scopes": ((*SCORER, *TEAM), "give one of them, not several"),
    "an unknown role": (
        ("thandi", "umpire", *MATCH),
        "ROLE: 'umpire' is no role of a match; one of umpire_on_field, umpire_third,",
    ),
    "a team's role for a match": (("thandi", "coach", *MATCH), "'coach' is no role of a match"),
    "a school's role": (("thandi", "coach", "--school", "s1"), "one of director_of_cricket, head"),
    "a person with a slash": (("a/b", "coach", *TEAM), "PERSON: 'a/b' is no id"),
    "nobody": (("", "coach", *TEAM), "PERSON: '' is no id"),
    "a match with a slash": (("a", "scorer_home", "--match", "m/1"), "--match: 'm/1' is no id"),
    "administration in a match": ((*SCORER, "--admin", "a@b.c"), "--admin: is about an account"),
}
INVALID_TERMS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "no date": ((*SCORER, "--from", "tomorrow"), "--from: 'tomorrow' is no date; write 2026-05-01"),
    "a day that does not exist": (
        (*SCORER, "--until", "2026-02-30"),
        "--until: '2026-02-30' is no date",
    ),
    "the last day of the calendar": (
        (*SCORER, "--until", "9999-12-31"),
        "--until: '9999-12-31' is no date",
    ),
    "an end in the past": ((*SCORER, "--until", "2020-01-01"), "is over already"),
    "an end before the start": (
        (*SCORER, "--from", "2999-05-02", "--until", "2999-04-30"),
        "--until: the end, 2999-05-01 00:00Z, is not after the start, 2999-05-02 00:00Z",
    ),
    "a season of a match": ((*SCORER, "--season", "2026"), "--season: a match lies in one season"),
    "an official as captain": ((*SCORER, "--captain"), "a captain is a player"),
    "a coach as captain": (("a", "coach", *TEAM, "--captain"), "a captain is a player"),
    "captain and vice-captain": ((*PLAYER, "--captain", "--vice-captain"), "is one of them"),
    "a scorer's shirt": ((*SCORER, "--jersey", "7"), "--jersey: only a role in a team"),
    "a long number": ((*PLAYER, "--jersey", "1" * 11), "--jersey: 11 characters; at most 10 fit"),
    "notes on an official": ((*SCORER, "--notes", "x"), "--notes: a role in a match has none"),
    "a primary role in a team": ((*PLAYER, "--primary"), "only a role at a school is that"),
    "an account without a name": ((*SCORER, "--account", ""), "--account: is empty; give the uid"),
    "reassign without an account": (
        (*SCORER, "--reassign"),
        "--reassign: of which account? give --account",
    ),
    "administration with terms": (
        ("--admin", "a@b.c", "--until", "2999-01-01", "--jersey", "7"),
        "--until, --jersey: administration has no such terms, it lasts until `scrbrd revoke",
    ),
    "administration with reassign": (
        ("--admin", "a@b.c", "--reassign"),
        "--reassign: administration has no such terms",
    ),
}


@pytest.mark.parametrize("verb", ["grant", "revoke"])
@pytest.mark.parametrize(("arguments", "message"), INVALID_ROLES.values(), ids=INVALID_ROLES)
def test_an_invalid_role_is_bad_usage(verb: str, arguments: tuple[str, ...], message: str) -> None:
    assert message in run_failing(2, verb, *arguments)


@pytest.mark.parametrize(("arguments", "message"), INVALID_TERMS.values(), ids=INVALID_TERMS)
def test_terms_that_make_no_sense_are_bad_usage(arguments: tuple[str, ...], message: str) -> None:
    assert message in run_failing(2, "grant", *arguments, "--apply")


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("verb", ["grant", "revoke"])
def test_an_empty_by_option_is_refused(verb: str) -> None:
    assert "--by: is empty" in run_failing(2, verb, *SCORER, "--by", " ")


def test_help_imports_neither_google_libraries_nor_the_models() -> None:
    program = (
        "import sys; import admin.app; "
        "print([name for name in ('google.cloud.firestore', 'firebase_admin', 'pydantic')"
        " if name in sys.modules])"
    )
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert process.stdout.decode().strip() == "[]"
    for verb in ("grant", "revoke", "roles"):
        assert "--project" in run_ok(verb, "--help")

"""The log: its content, its format, and no secrets in it after any failure."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TOKEN = "123456789:AAH-do_not-show_this-to_anybody-ever"  # noqa: S105  (worth nothing)
HUSH = "p\"s'w\\d/é +%:&"  # as an operator's proxy might have, with all that is written otherwise somewhere
TRACEBACK = "Traceback (most recent call last)"


def environment() -> dict[str, str]:
    """Return the tester's environment without what would change the output, with the secrets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "NO_COLOR", "FORCE_"))}
    return kept | {"LEAKED_TOKEN": TOKEN, "LEAKED_SECRET": HUSH, "LEAKED_LOCAL": "a local value", "TERM": "xterm"}


def start(*arguments: str, **streams: Any) -> "subprocess.Popen[bytes]":  # noqa: ANN401  (as Popen takes them)
    """Start the program in which everything fails."""
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "tests.bot.leaking", *arguments],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        **streams,
    )


def written(*arguments: str) -> tuple[str, str]:
    """Return what the program writes to standard output and error until it has failed for good."""
    process = start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    return out.decode(), errors.decode()


@pytest.fixture(scope="module")
def as_json() -> tuple[str, str]:
    return written("json")


@pytest.fixture(scope="module")
def as_text() -> tuple[str, str]:
    return written("text")


def in_lower_case(quoted: str) -> str:
    """Return a quoted text as some write it: %3a."""
    return re.sub("%..", lambda code: code[0].lower(), quoted)


def secrets_in(text: str) -> list[str]:
    """Return the secrets that a text holds, and the lines around them, in whatever notation."""
    found = []
    for secret in (TOKEN, TOKEN.partition(":")[2], HUSH):
        quoted = quote(secret, safe="")
        forms = {secret, quote(secret), quoted, in_lower_case(quoted), quote(quoted, safe="")}
        forms |= {repr(secret)[1:-1], repr(secret.encode())[2:-1], json.dumps(secret)[1:-1]}
        forms |= {json.dumps(form)[1:-1] for form in forms} | {
            json.dumps(form, ensure_ascii=False)[1:-1] for form in forms
        }
        found += [f"{form!r} in {line}" for form in forms for line in text.splitlines() if form in line]
    return found


def events_of(errors: str) -> list[dict[str, Any]]:
    return [json.loads(line, parse_constant=pytest.fail) for line in errors.splitlines()]


@pytest.mark.parametrize("form", ["as_json", "as_text"])
def test_no_secret_is_written_whatever_fails(form: str, request: pytest.FixtureRequest) -> None:
    out, errors = request.getfixturevalue(form)
    assert errors.count("[secret]") > 100
    assert out.count("[secret]") > 10  # by the library's own handler
    assert secrets_in(out) + secrets_in(errors) == []


def test_every_line_is_a_json_object_with_its_time_level_logger_and_event(as_json: tuple[str, str]) -> None:
    events = events_of(as_json[1])
    assert len(events) > 80
    for event in events:
        assert {"timestamp", "level", "logger", "event"} <= set(event)
        assert isinstance(event["event"], str)
        assert event["timestamp"].endswith("Z")


def test_an_event_keeps_its_values_as_values(as_json: tuple[str, str]) -> None:
    [answered] = [event for event in events_of(as_json[1]) if event["event"] == "answered"]
    del answered["timestamp"]
    assert answered == {
        "level": "info",
        "logger": "leaking.events",
        "event": "answered",
        "update_id": 1,
        "chat_id": 7,
        "seconds": 0.25,
        "hits": ["a.txt", "[secret] and [secret]"],
        "confidence": None,
        "url": "[secret] and [secret]",
    }


@pytest.mark.parametrize(
    "event",
    [
        "the thread [secret] ended with an error",
        "the program ends with an error",
        "failed with [secret]",
        "Task exception was never retrieved",
        "Exception in callback fail(",
        "an error was ignored in: ",
    ],
)
def test_what_failed_is_told_with_its_traceback_and_every_cause(as_json: tuple[str, str], event: str) -> None:
    told = [it for it in events_of(as_json[1]) if it["event"].startswith(event)]
    assert told
    for it in told:
        assert TRACEBACK in it["exception"]
        if "was ignored in" not in event:
            for error in (
                "ConnectionError",
                "OSError",
                "RuntimeError",
                "while fetching https://api.telegram.org/bot[secret]",
            ):
                assert error in it["exception"]


def test_an_error_is_told_once(as_json: tuple[str, str]) -> None:
    assert [it["event"] for it in events_of(as_json[1])].count("the program ends with an error") == 1


def test_warnings_are_logged(as_json: tuple[str, str]) -> None:
    [warning] = [event for event in events_of(as_json[1]) if event["logger"] == "py.warnings"]
    assert "UserWarning: [secret] and [secret]" in warning["event"]


def test_requests_of_http_clients_are_not_logged(as_json: tuple[str, str]) -> None:
    assert not [
        event for event in events_of(as_json[1]) if event["event"].startswith(("every request", "nobody wants"))
    ]


def test_the_stack_is_told_where_it_is_asked_for(as_json: tuple[str, str]) -> None:
    [event] = [it for it in events_of(as_json[1]) if it["event"] == "stack" and it["logger"] == "leaking"]
    assert "in log_everywhere" in event["stack"]


def test_text_for_people_has_a_line_for_each_event_and_no_control_of_a_terminal_in_a_value(
    as_text: tuple[str, str],
) -> None:
    errors = as_text[1]
    [answered] = [line for line in errors.splitlines() if "answered" in line]
    for part in ("info", "leaking.events", "update_id=1", "seconds=0.25"):
        assert part in answered
    assert "\x1b" not in errors  # no terminal, no colours
    assert "\ufffd[2J" in errors


@pytest.mark.parametrize("form", ["as_json", "as_text"])
def test_no_local_variable_is_shown(form: str, request: pytest.FixtureRequest) -> None:
    _, errors = request.getfixturevalue(form)
    assert "raise RuntimeError" in errors  # a line of the source is
    assert "a local value" not in errors


def read_all(terminal: int) -> str:
    """Read what is written to a terminal until nobody has it open."""

    def pieces() -> Iterator[bytes]:
        while True:
            try:
                piece = os.read(terminal, 65_536)
            except OSError:  # Linux's end of a terminal
                return
            yield piece

    return b"".join(pieces()).decode()


def test_on_a_terminal_it_is_coloured_text_and_elsewhere_json() -> None:
    ours, theirs = pty.openpty()
    process = start("by itself", stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = read_all(ours)
    os.close(ours)
    assert process.wait(60) == 1
    assert "\x1b[1manswered" in shown
    assert "\x1b[2J" not in shown
    assert secrets_in(shown) == []
    assert events_of(written("by itself")[1])


def test_it_works_without_standard_error() -> None:
    command = [sys.executable, "-m", "tests.bot.leaking", "json"]
    program = "import os, sys; os.close(2); os.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == b""
    assert secrets_in(done.stdout.decode()) == []


def test_it_goes_on_where_nobody_reads_standard_error() -> None:
    process = start("json", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stderr is not None
    process.stderr.close()
    process.stderr = None
    out, _ = process.communicate(timeout=60)
    assert process.returncode in {1, 120}  # Python's own, where what is left cannot be flushed
    assert b"the message has [secret]" in out
    assert secrets_in(out.decode()) == []

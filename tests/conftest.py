"""Options of the test run."""

import signal

import pytest


def pytest_configure() -> None:
    """Let Ctrl-C reach what tests start: a run in the background ignores it, and so would they."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make golden` rewrite what it compares with."""
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden replies anew")

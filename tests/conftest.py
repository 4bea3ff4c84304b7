"""Options of the test run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make golden` rewrite what it compares with."""
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden replies anew")

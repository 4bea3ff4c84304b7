"""Options, profiles and time limits of the test run."""

import signal

import pytest
from hypothesis import HealthCheck, settings

_SLOW_TIMEOUT = 600
"""Seconds that a slow test, or a property tried on many examples, may take before it fails."""

# By hand and in `make test`, each property is tried on few examples, always the same ones; in `make test-slow` on many
# new ones. Examples have no deadline, because a busy machine must not fail a test. The properties of a contract run
# once for each class that inherits them, which Hypothesis would otherwise report.
_COMMON = settings(deadline=None, suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow])
settings.register_profile("few", _COMMON, max_examples=20, stateful_step_count=20, derandomize=True)
settings.register_profile("many", _COMMON, max_examples=500, print_blob=True)
settings.load_profile("few")


def pytest_configure() -> None:
    """Let Ctrl-C reach what tests start: a run in the background ignores it, and so would they."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make golden` rewrite what it compares with."""
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden replies anew")


@pytest.hookimpl(trylast=True)  # after the plugin that marks properties
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give slow tests and properties with many examples more time than the `timeout` of pyproject.toml."""
    markers = {"slow", "hypothesis"} if config.getoption("--hypothesis-profile") == "many" else {"slow"}
    for item in items:
        if any(marker.name in markers for marker in item.iter_markers()):
            item.add_marker(pytest.mark.timeout(_SLOW_TIMEOUT), append=False)

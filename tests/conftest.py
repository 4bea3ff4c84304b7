"""Options, profiles and time limits of the test run.

Nothing in `make test` takes over a second on a quiet machine but these, most of which wait without our clock:

- tests/bot/test_watch.py and a watched corpus in tests/bot/telegram/test_talking.py: the system's notices of changes
- tests/fakes/test_botapi_webhooks.py and test_botapi_protocol.py, tests/bot/telegram/test_transport.py,
  test_transport_failures.py and test_webhook.py: `Retry-After`, long polls and timeouts of HTTP, in whole seconds
- tests/bot/cli/test_index.py: a progress display that is drawn every half second
- tests/retrieval/test_reload.py: searches in threads amid several reloads
- tests/bot/rendering/test_evaluation.py: each example is a whole page, rendered and parsed
- the first test that needs rich, pypdf or matplotlib, which take most of a second to import
"""

import gc
import os
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
    """Let Ctrl-C reach what tests start, which a run in the background ignores, and let a terminal speak English."""
    os.environ["LC_ALL"] = "C.UTF-8"
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make golden` rewrite what it compares with."""
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden replies anew")


def pytest_collection_finish() -> None:
    """Leave modules and tests out of later garbage collections, each of which would go through all of them."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)  # after the plugin that marks properties
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give slow tests and properties with many examples more time than the `timeout` of pyproject.toml."""
    markers = {"slow", "hypothesis"} if config.getoption("--hypothesis-profile") == "many" else {"slow"}
    for item in items:
        if any(marker.name in markers for marker in item.iter_markers()):
            item.add_marker(pytest.mark.timeout(_SLOW_TIMEOUT), append=False)

"""The counters and the health report of the service."""

from prometheus_client.parser import text_string_to_metric_families

from bot.health import Health


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        """Begin anywhere."""
        self.seconds = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.seconds


def ready(clock: Clock, **settings: float) -> Health:
    """Make the health of a service at which nothing is wrong."""
    health = Health(clock=clock, now=clock, **settings)
    health.watch(backlog=lambda: 3, oldest=lambda: clock.seconds - 7, dead=lambda: 2, generation=lambda: 1)
    health.telegram_reached()
    return health


def figures(health: Health) -> dict[str, float]:
    """Read what Prometheus would read, but for the times at which it began to count."""
    families = text_string_to_metric_families(health.exposition().decode())
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def test_what_happened_is_counted() -> None:
    """Questions, answers, no-answers and repeated calls, each by itself."""
    health = ready(Clock())
    for _ in range(3):
        health.question_received()
    health.answered(0.03, found=True)
    health.answered(0.2, found=False)
    health.retried()
    told = figures(health)
    assert told["verbatim_questions_total"] == 3
    assert told["verbatim_answers_total"] == 1
    assert told["verbatim_no_answers_total"] == 1
    assert told["verbatim_retries_total"] == 1
    assert told["verbatim_answer_seconds_count"] == 2
    assert told["verbatim_answer_seconds_sum"] == 0.23
    assert told["verbatim_answer_seconds_bucket[0.05]"] == 1
    assert told["verbatim_answer_seconds_bucket[0.25]"] == 2


def test_what_is_waiting_is_looked_up_when_asked() -> None:
    """The gauges show the moment of the scrape."""
    clock = Clock()
    health = ready(clock)
    names = ("backlog", "oldest_waiting_seconds", "dead", "corpus_generation")
    assert [figures(health)[f"verbatim_{name}"] for name in names] == [3, 7, 2, 1]
    health.watch(backlog=lambda: 0, oldest=lambda: None, dead=lambda: 0, generation=lambda: 2)
    assert [figures(health)[f"verbatim_{name}"] for name in names] == [0, 0, 0, 2]


def test_a_clock_that_was_set_back_makes_no_negative_time() -> None:
    """Prometheus would take a sum that shrinks for a restart."""
    clock = Clock()
    health = ready(clock)
    health.watch(backlog=lambda: 1, oldest=lambda: clock.seconds + 60, dead=lambda: 0, generation=lambda: 1)
    health.answered(-60, found=True)
    assert figures(health)["verbatim_oldest_waiting_seconds"] == 0
    assert figures(health)["verbatim_answer_seconds_sum"] == 0


def test_two_services_in_one_process_count_apart() -> None:
    """As tests have them."""
    first, second = Health(), Health()
    first.question_received()
    assert figures(second)["verbatim_questions_total"] == 0


def test_a_service_is_ready_where_nothing_is_wrong() -> None:
    """Up to the last second that is allowed."""
    clock = Clock()
    health = ready(clock, ready_after=30)
    assert health.problems() == []
    clock.seconds += 30
    assert health.problems() == []


def test_silence_of_telegram_is_a_problem_until_it_is_heard_of() -> None:
    """The seconds are a setting."""
    clock = Clock()
    health = ready(clock, ready_after=30)
    clock.seconds += 31
    assert health.problems() == ["Telegram was last reached 31 s ago, which is more than 30 s"]
    health.telegram_reached()
    assert health.problems() == []


def test_trouble_of_the_store_is_a_problem_until_it_is_over() -> None:
    """It says what the store says."""
    health = ready(Clock())
    health.set_store_trouble("disk full")
    assert health.problems() == ["the inbox cannot be written: disk full"]
    health.set_store_trouble(None)
    assert health.problems() == []


def test_a_service_that_has_just_begun_is_not_ready() -> None:
    """It tells all that is missing."""
    health = Health()
    assert health.problems() == ["the articles are being read", "Telegram has not been reached yet"]
    health.watch(backlog=lambda: 0, oldest=lambda: None, dead=lambda: 0, generation=lambda: 0)
    health.telegram_reached()
    assert health.problems() == ["the articles are being read"]

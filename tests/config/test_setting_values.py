"""Which values a setting takes, and what is told about others."""

import pytest

from tests.config.conftest import Project

SECRET = "123456:AAH-do-not-show"  # noqa: S105  (worth nothing, that is the point)
HUSH = "hush-hush-hush-hush"
LONG_TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105  (of a token's form, and nobody's)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CITATIONS", "0"),
        ("CITATIONS", "11"),
        ("CITATIONS", "three"),
        ("CITATIONS", "2.5"),
        ("TELEGRAM_API_URL", "nonsense"),
        ("TELEGRAM_API_URL", "ftp://127.0.0.1"),
        ("SYNONYM_WEIGHT", "1.1"),
        ("ANSWER_THRESHOLD", "1.1"),
        ("ANSWER_THRESHOLD", "-0.1"),
        ("ANSWER_THRESHOLD", "nan"),
        ("WINDOW_WEIGHT", "-1"),
        ("DOCUMENT_WEIGHT", "nan"),
        ("NAME_WEIGHT", "inf"),
        ("TELEGRAM_WORKERS", "0"),
        ("TELEGRAM_WORKERS", "257"),
        ("INBOX_HIGH_WATER", "0"),
        ("SENDS_PER_SECOND", "-1"),
        ("SENDS_PER_CHAT_PER_SECOND", "0.5"),
        ("SENDS_PER_GROUP_PER_MINUTE", "few"),
        ("QUESTIONS_PER_MINUTE", "-1"),
        ("OPEN_QUESTIONS", "-1"),
        ("QUESTION_LENGTH", "0"),
        ("QUESTION_LENGTH", "4097"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "Europe"),
        ("TIME_ZONE", "../Europe/Berlin"),
        ("DONE_HOURS", "0"),
        ("LOG_QUESTIONS", "maybe"),
        ("WEBHOOK_URL", "bot.example.org"),
        ("WEBHOOK_URL", "ftp://bot.example.org"),
        ("WEBHOOK_URL", "http://bot.example.org"),
        ("WEBHOOK_URL", "http://128.0.0.1"),
        ("WEBHOOK_URL", "https://bot.example.org/?a=b"),
        ("WEBHOOK_HOST", "127.0.0.1:8080"),
        ("WEBHOOK_HOST", "a host"),
        ("WEBHOOK_PORT", "0"),
        ("WEBHOOK_PORT", "65536"),
        ("MONITOR_HOST", "http://localhost"),
        ("MONITOR_PORT", "-1"),
        ("READY_AFTER", "0"),
        ("ALLOWED_USERS", "@ann"),
        ("ALLOWED_USERS", "-100"),
        ("BLOCKED_USERS", "777000"),
        ("BLOCKED_CHATS", "group"),
        ("CORPUS_WATCH", "often"),
        ("INDEX", "cloud"),
        ("INDEXING_PROCESSES", "-1"),
        ("LARGEST_FILE", "0"),
        ("LARGEST_RECORD", "8 MB"),
        ("LONGEST_READING", "0"),
        ("MOST_MEMBERS", "0"),
        ("LARGEST_ARCHIVE", "0.5"),
        ("LARGEST_RATIO", "1"),
        ("COLUMNS", "body"),
        ("COLUMNS", "text="),
        ("COLUMNS", "txt=body"),
        ("COLUMNS", "text=body,text=article"),
        ("COLUMNS", "text=body,title=body"),
    ],
)
def test_a_bad_value_is_told_with_its_name_where_it_stands_and_what_it_is(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"VERBATIM_{name}", value)
    [problem] = project.problems()
    assert problem.startswith(f"VERBATIM_{name} (environment): ")
    assert value in problem


@pytest.mark.parametrize(
    ("name", "value", "to_write"),
    [
        ("LOG_QUESTIONS", "maybe", "must be true or false"),
        ("CITATIONS", "three", "must be a whole number"),
        ("NAME_WEIGHT", "heavy", "must be a number"),
        ("WEBHOOK_URL", "bot.example.org", "must be an address such as https://host/path"),
        ("WEBHOOK_URL", "http://bot.example.org", "must begin with https://"),
        ("WEBHOOK_HOST", "127.0.0.1:80", "such as 127.0.0.1, without a port"),
        ("ALLOWED_USERS", "-100", "groups and channels go into …_chats"),
        ("ADMIN_IDS", "-100", "write the ids of people"),
        ("BOT_NAME", "The\nGazette", "must be one line"),
        ("BOT_NAME", "The\u2028Gazette", "must be one line"),
    ],
)
def test_a_problem_tells_what_to_write(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, value: str, to_write: str
) -> None:
    monkeypatch.setenv(f"VERBATIM_{name}", value)
    [problem] = project.problems()
    assert to_write in problem


@pytest.mark.parametrize("value", ["-1", "99999999", "9" * 5000, "nan", "-inf"])
@pytest.mark.parametrize(
    ("name", "bounds"),
    [
        ("CITATIONS", "from 1 to 10"),
        ("WEBHOOK_PORT", "from 1 to 65,535"),
        ("MONITOR_PORT", "from 0 to 65,535"),
        ("ANSWER_THRESHOLD", "from 0 to 1"),
        ("NAME_WEIGHT", "from 0 to 10"),
    ],
)
def test_a_number_out_of_bounds_is_told_with_both_bounds(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, bounds: str, value: str
) -> None:
    monkeypatch.setenv(f"VERBATIM_{name}", value)
    [problem] = project.problems()
    is_whole = name.endswith(("PORT", "CITATIONS"))
    to_write = "a whole number" if is_whole and not value[-1].isdigit() else bounds
    assert f": must be {to_write}, not " in problem


@pytest.mark.parametrize("stand_in", ["1087968824", "777000", "136817688"])
def test_an_id_that_many_can_write_under_is_refused_as_an_admin_with_the_reason(
    project: Project, monkeypatch: pytest.MonkeyPatch, stand_in: str
) -> None:
    monkeypatch.setenv("VERBATIM_ADMIN_IDS", f"42,{stand_in}")
    [problem] = project.problems()
    assert problem.startswith(f"VERBATIM_ADMIN_IDS (environment): {stand_in} is ")
    assert "anybody may be behind it" in problem


@pytest.mark.parametrize("wrong", ["0", "-42", "-1001234567890"])
def test_an_id_of_no_person_is_refused_as_an_admin(
    project: Project, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("VERBATIM_ADMIN_IDS", f"{wrong},42")
    [problem] = project.problems()
    assert problem.startswith(f"VERBATIM_ADMIN_IDS (environment): {wrong} is a group's or channel's id")


def test_people_and_chats_are_listed_by_their_ids(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_ALLOWED_USERS", "7,8")
    monkeypatch.setenv("VERBATIM_ALLOWED_CHATS", "-1001234567890, 7")
    project.set_in_file("blocked_users", "[9]")
    project.set_in_file("blocked_chats", "[-5]")
    settings = project.load().settings
    assert settings.allowed_users == {7, 8}
    assert settings.allowed_chats == {-1001234567890, 7}
    assert settings.blocked_users == {9}
    assert settings.blocked_chats == {-5}


def test_an_admin_cannot_be_blocked(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_ADMIN_IDS", "42,43")
    monkeypatch.setenv("VERBATIM_BLOCKED_USERS", "7,43")
    [problem] = project.problems()
    assert problem.startswith("VERBATIM_BLOCKED_USERS (environment): 43 is an admin, who cannot be blocked")


@pytest.mark.parametrize(
    "url",
    [
        "https://bot.example.org/verbatim",
        "https://bot.example.org:8443",
        "http://127.0.0.1:8080/hook",
        "http://127.1.2.3/",
        "http://localhost:8080/",
        "http://[::1]:8080/",
    ],
)
def test_deliveries_come_by_https_or_stay_on_this_machine(
    project: Project, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("VERBATIM_WEBHOOK_URL", url)
    assert str(project.load().settings.webhook_url).rstrip("/") == url.rstrip("/")


@pytest.mark.parametrize("blank", ['""', '"  "'])
def test_a_blank_webhook_address_or_secret_is_none(project: Project, blank: str) -> None:
    project.set_in_file("webhook_url", blank)
    project.set_in_file("webhook_secret", blank)
    settings = project.load().settings
    assert (settings.webhook_url, settings.webhook_secret) == (None, None)


@pytest.mark.parametrize("token", [LONG_TOKEN, LONG_TOKEN.replace(":", "%3A"), LONG_TOKEN.replace(":", "%3a")])
def test_a_token_in_the_webhook_address_is_refused_and_not_shown(
    project: Project, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("VERBATIM_WEBHOOK_URL", f"https://bot.example.org/{token}")
    [problem] = project.problems()
    assert "must not hold the bot's token" in problem
    assert token not in problem


@pytest.mark.parametrize("secret", ["short", "x" * 257, "sixteen letters!", f"{HUSH}/", LONG_TOKEN])
def test_a_webhook_secret_that_telegram_would_refuse_or_anybody_guess_is_refused_and_not_shown(
    project: Project, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("VERBATIM_WEBHOOK_SECRET", secret)
    [problem] = project.problems()
    assert "must be 16 to 256 letters, digits, _ or -" in problem
    assert secret not in problem


@pytest.mark.parametrize("secret", ["x" * 16, "x" * 256, HUSH, f" {HUSH}\n"])
def test_a_webhook_secret_is_read_and_masked(project: Project, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("VERBATIM_WEBHOOK_SECRET", secret)
    settings = project.load().settings
    assert settings.webhook_secret is not None
    assert settings.webhook_secret.get_secret_value() == secret.strip()
    assert secret.strip() not in repr(settings) + settings.model_dump_json()


def test_deliveries_and_monitoring_need_ports_of_their_own(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_MONITOR_PORT", "8080")
    assert project.load().settings.monitor_port == 8080  # nothing is delivered
    monkeypatch.setenv("VERBATIM_WEBHOOK_URL", "https://bot.example.org")
    [problem] = project.problems()
    assert problem.startswith("VERBATIM_MONITOR_PORT (environment): must differ from webhook_port, which is 8080 too")
    monkeypatch.setenv("VERBATIM_MONITOR_HOST", "10.0.0.1")
    assert project.load().settings.monitor_host == "10.0.0.1"


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1", "localhost", "bot.example.org"])  # noqa: S104
def test_a_host_to_listen_on_is_an_address_or_a_name(
    project: Project, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("VERBATIM_WEBHOOK_HOST", host)
    assert project.load().settings.webhook_host == host


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", " Asia/Kolkata "])
def test_a_time_zone_has_the_name_of_the_database(project: Project, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    assert project.load().settings.time_zone == "UTC"
    monkeypatch.setenv("VERBATIM_TIME_ZONE", zone)
    assert project.load().settings.time_zone == zone.strip()


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("Europe/Berlim", "perhaps Europe/Berlin"),
        ("asia/tokio", "perhaps Asia/Tokyo"),
        ("Mars/Olympus", "such as Europe/Berlin or UTC"),
        ("+02:00", "such as Europe/Berlin or UTC"),
        ("../etc/passwd", "such as Europe/Berlin or UTC"),
        ("/etc/localtime", "such as Europe/Berlin or UTC"),
    ],
)
def test_a_time_zone_that_does_not_exist_is_refused_with_what_may_be_meant(
    project: Project, monkeypatch: pytest.MonkeyPatch, zone: str, hint: str
) -> None:
    monkeypatch.setenv("VERBATIM_TIME_ZONE", zone)
    [problem] = project.problems()
    told = f'must be the name of a time zone that exists, {hint}, not "{zone}"'
    assert problem == f"VERBATIM_TIME_ZONE (environment): {told}"


def test_whoever_lifts_a_limit_writes_0(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    sending = ["sends_per_second", "sends_per_chat_per_second", "sends_per_group_per_minute"]
    limits = [*sending, "questions_per_minute", "open_questions", "monitor_port"]
    for name in limits:
        monkeypatch.setenv(f"VERBATIM_{name.upper()}", "0")
    settings = project.load().settings
    assert [getattr(settings, name) for name in limits] == [0] * len(limits)


@pytest.mark.parametrize(
    "token", ["123:ABC def", "123:A/B", "123:ABC\nx", "123ABCd", "123", ":ABCd", "123:", "a:A", "1:2:A"]
)
def test_what_cannot_be_a_token_is_refused_and_not_shown(
    project: Project, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("VERBATIM_TELEGRAM_TOKEN", token)
    [problem] = project.problems()
    assert problem.startswith("VERBATIM_TELEGRAM_TOKEN (environment): must be a token as @BotFather gives it")
    assert "such as 123456:ABC-def; get it there with /newbot" in problem
    assert token not in problem.partition("): ")[2].replace("123456:ABC-def", "")


def test_blanks_around_a_token_are_not_part_of_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_TELEGRAM_TOKEN", f" {SECRET}\n")
    token = project.load().settings.telegram_token
    assert token is not None
    assert token.get_secret_value() == SECRET


@pytest.mark.parametrize("url", ["http://host/?a=b", "http://host/#a", "http://me:hush@host/"])
def test_an_address_that_could_not_stand_before_a_token_is_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("VERBATIM_TELEGRAM_API_URL", url)
    [problem] = project.problems()
    assert "must" in problem
    assert "hush" not in problem

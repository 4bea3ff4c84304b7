"""The precedence of the sources of settings, where each value comes from, and messages about wrong ones."""

import os
import re
import shutil
import tomllib
import traceback
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pydantic import ValidationError

from config import locations
from config.loading import LoadedSettings, load_settings
from config.locations import FOLDER, SHIPPED, settings_files
from config.settings import SECRETS, Settings, SettingsError

ROOT = FOLDER.parent

SECRET = "123456:AAH-do-not-show"  # noqa: S105  (worth nothing, that is the point)


HUSH = "hush-hush-hush-hush"
LONG_TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105  (of a token's form, and nobody's)


class Project:
    """The layers of files: a copy of the one that ships, the user's, and those of the current directory."""

    def __init__(self, folder: Path) -> None:
        """Take the folder to make them in."""
        self.shipped = folder / "project" / "config" / "verbatim.toml"
        self.user = folder / "user" / "verbatim" / "verbatim.toml"
        self.here = folder / "started in" / "verbatim.toml"
        self.dotenv = self.here.with_name(".env")
        for file in (self.shipped, self.user, self.here):
            file.parent.mkdir(parents=True)
        shutil.copy(SHIPPED, self.shipped)

    def set_in_file(self, name: str, value: str) -> None:
        """Write `name = value` to the file that ships, in the place of the line that is there."""
        kept = [line for line in self._lines() if not re.match(rf"#? ?{name} = ", line)]
        self.shipped.write_text("\n".join([*kept, f"{name} = {value}", ""]), encoding="utf-8")

    def drop_from_file(self, name: str) -> None:
        kept = [line for line in self._lines() if not line.startswith(f"{name} =")]
        self.shipped.write_text("\n".join(kept), encoding="utf-8")

    def _lines(self) -> list[str]:
        return self.shipped.read_text(encoding="utf-8").splitlines()

    def set_in_dotenv(self, line: str) -> None:
        with self.dotenv.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def load(self, options: Mapping[str, object] | None = None) -> LoadedSettings:
        return load_settings(options or {}, [self.shipped, *settings_files()[1:]])

    def problems(self, options: Mapping[str, object] | None = None) -> list[str]:
        """Return the problems that loading meets; each must be a line."""
        with pytest.raises(SettingsError) as caught:
            self.load(options)
        problems = caught.value.problems
        assert problems
        assert [problem for problem in problems if len(problem.splitlines()) != 1] == []
        assert str(caught.value).splitlines() == problems
        return problems


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    for name in os.environ:
        if name.upper().startswith("VERBATIM_"):
            monkeypatch.delenv(name)
    project = Project(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    monkeypatch.chdir(project.here.parent)
    return project


def test_each_layer_overrides_the_one_before(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_force(options: Mapping[str, object] | None = None) -> tuple[int, str]:
        loaded = project.load(options)
        return loaded.settings.citations, loaded.origins["citations"]

    project.set_in_file("citations", "1")
    assert in_force() == (1, str(project.shipped))
    project.user.write_text("citations = 2", encoding="utf-8")
    assert in_force() == (2, str(project.user))
    project.here.write_text("citations = 3", encoding="utf-8")
    assert in_force() == (3, str(project.here))
    project.set_in_dotenv("VERBATIM_CITATIONS=4")
    assert in_force() == (4, str(project.dotenv))
    monkeypatch.setenv("VERBATIM_CITATIONS", "5")
    assert in_force() == (5, "environment")
    assert in_force({"citations": 6}) == (6, "option")
    assert in_force({"citations": None}) == (5, "environment")


def test_a_layer_overrides_only_what_it_names(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_ADMIN_IDS", "42")
    project.user.write_text("citations = 2", encoding="utf-8")
    project.here.write_text("", encoding="utf-8")
    project.set_in_dotenv("VERBATIM_NAME_WEIGHT=2")
    origins = project.load({"corpus": "articles"}).origins
    named = {"admin_ids": "environment", "name_weight": str(project.dotenv), "corpus": "option"}
    named |= {"citations": str(project.user)} | dict.fromkeys(SECRETS, "default")
    assert origins == dict.fromkeys(Settings.model_fields, str(project.shipped)) | named


@pytest.mark.parametrize("layer", ["shipped", "user", "here"])
def test_a_broken_or_unreadable_layer_is_named(project: Project, layer: str) -> None:
    file: Path = getattr(project, layer)
    for broken in (b"citations = = 3", b'corpus = "caf\xe9"'):
        file.write_bytes(broken)
        [problem] = project.problems()
        assert problem.startswith(f"{file} is not ")
    file.unlink()
    file.symlink_to("nowhere")
    assert project.problems() == [f"cannot read {file}: No such file or directory"]
    file.unlink()
    file.mkdir()
    assert project.problems() == [f"cannot read {file}: Is a directory"]


def test_a_wrong_value_is_told_with_the_file_that_has_it(project: Project) -> None:
    project.user.write_text("citations = 0", encoding="utf-8")
    project.here.write_text("name_wieght = 1", encoding="utf-8")
    one, other = project.problems()
    assert one.startswith(f"name_wieght ({project.here}): there is no such setting; did you mean name_weight?")
    assert other.startswith(f"citations ({project.user}): ")


def test_another_programs_variables_in_the_dotenv_file_are_its_own(project: Project) -> None:
    project.set_in_dotenv("POSTGRES_PASSWORD=x")
    project.set_in_dotenv("export VERBATIM_CITATIONS='2' # ours")
    assert project.load().settings.citations == 2


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("42,43", {42, 43}),
        ("[42, 43]", {42, 43}),
        (" 42 , 43 ", {42, 43}),
        ("42,43,", {42, 43}),
        ("42", {42}),
        ("[42]", {42}),
        ("5000000000", {5_000_000_000}),
        ("[]", set()),
    ],
)
def test_admin_ids_are_read_however_a_list_is_written(
    project: Project, monkeypatch: pytest.MonkeyPatch, written: str, ids: set[int]
) -> None:
    monkeypatch.setenv("VERBATIM_ADMIN_IDS", written)
    assert project.load().settings.admin_ids == ids


@pytest.mark.parametrize(
    ("written", "ids"), [("[42, 43]", {42, 43}), ("42", {42}), ('"42,43"', {42, 43}), ("[]", set())]
)
def test_admin_ids_are_read_from_the_file_too(project: Project, written: str, ids: set[int]) -> None:
    project.set_in_file("admin_ids", written)
    assert project.load().settings.admin_ids == ids


@pytest.mark.parametrize("written", ["@ann", "42;43", "42-43", "4 2", "[42", "42.5"])
def test_admin_ids_that_are_no_list_of_numbers_are_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    """A wrong id that is read somehow would make somebody else an admin."""
    monkeypatch.setenv("VERBATIM_ADMIN_IDS", written)
    [problem] = project.problems()
    assert "VERBATIM_ADMIN_IDS" in problem
    assert written in problem
    assert "42,43" in problem


@pytest.mark.parametrize("written", ["true", '["@ann"]', "{ann = 42}"])
def test_admin_ids_of_the_file_that_are_no_numbers_are_refused(project: Project, written: str) -> None:
    project.set_in_file("admin_ids", written)
    [problem] = project.problems()
    assert problem.startswith(f"admin_ids ({project.shipped})")


def test_an_empty_variable_is_one_that_is_not_set(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.set_in_dotenv("VERBATIM_CITATIONS=2")
    project.set_in_dotenv("VERBATIM_ADMIN_IDS=")
    monkeypatch.setenv("VERBATIM_CITATIONS", "")
    monkeypatch.setenv("VERBATIM_TELEGRAM_TOKEN", "")
    loaded = project.load()
    assert (loaded.settings.citations, loaded.origins["citations"]) == (2, str(project.dotenv))
    assert (loaded.settings.admin_ids, loaded.origins["admin_ids"]) == (frozenset(), str(project.shipped))
    assert (loaded.settings.telegram_token, loaded.origins["telegram_token"]) == (None, "default")


def test_an_empty_token_in_the_file_is_no_token(project: Project) -> None:
    project.set_in_file("telegram_token", '""')
    assert project.load().settings.telegram_token is None


def test_an_unknown_variable_is_named_with_what_may_be_meant(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_CITATION", "3")
    [problem] = project.problems()
    assert problem.startswith("VERBATIM_CITATION (environment)")
    assert "did you mean VERBATIM_CITATIONS?" in problem


def test_an_unknown_key_of_the_dotenv_file_is_named_with_what_may_be_meant(project: Project) -> None:
    project.set_in_dotenv("VERBATIM_TELEGRAM_TOKN=x")
    [problem] = project.problems()
    assert problem.startswith(f"VERBATIM_TELEGRAM_TOKN ({project.dotenv})")
    assert "did you mean VERBATIM_TELEGRAM_TOKEN?" in problem


def test_an_unknown_key_of_the_file_is_named_with_what_may_be_meant(project: Project) -> None:
    project.set_in_file("name_wieght", "1")
    [problem] = project.problems()
    assert problem.startswith(f"name_wieght ({project.shipped})")
    assert "did you mean name_weight?" in problem


def test_an_unknown_variable_like_no_setting_is_named_all_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERBATIM_QQQ", "3")
    [problem] = project.problems()
    assert "VERBATIM_QQQ" in problem
    assert "did you mean" not in problem


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
    ],
)
def test_a_problem_tells_what_to_write(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, value: str, to_write: str
) -> None:
    monkeypatch.setenv(f"VERBATIM_{name}", value)
    [problem] = project.problems()
    assert to_write in problem


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


@pytest.mark.parametrize("token", ["123:ABC def", "123:A/B", "123:ABC\nx"])
def test_what_cannot_be_a_token_is_refused_and_not_shown(
    project: Project, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("VERBATIM_TELEGRAM_TOKEN", token)
    [problem] = project.problems()
    assert problem.startswith("VERBATIM_TELEGRAM_TOKEN (environment): must be a token as @BotFather gives it")
    assert "ABC d" not in problem
    assert "A/B" not in problem


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


def test_a_broken_line_of_the_dotenv_file_is_told_by_its_number(project: Project) -> None:
    project.set_in_dotenv("VERBATIM_CITATIONS=2")
    project.set_in_dotenv("VERBATIM_CITATIONS 3")
    [problem] = project.problems()
    assert problem == f"{project.dotenv}: line 2 is not of the form NAME=value"


def test_an_empty_path_is_refused(project: Project) -> None:
    assert project.problems({"corpus": ""}) == ["--corpus (option): must name a folder or file"]


def test_what_was_read_is_told_with_the_problems_and_secrets_masked(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERBATIM_TELEGRAM_TOKEN", SECRET)
    monkeypatch.setenv("VERBATIM_WEBHOOK_SECRET", HUSH)
    monkeypatch.setenv("VERBATIM_TELEGRAM_API_URL", "http://me:pass-word@host/")
    monkeypatch.setenv("VERBATIM_WEBHOOK_URL", f"https://host/{LONG_TOKEN}")
    monkeypatch.setenv("VERBATIM_CITATIONS", "many")
    with pytest.raises(SettingsError) as caught:
        project.load()
    assert caught.value.values["citations"] == ("many", "environment")
    for name in ("telegram_token", "webhook_secret", "telegram_api_url", "webhook_url"):
        assert str(caught.value.values[name][0]) == "**********"
    shown = str(caught.value.values) + str(caught.value)
    for secret in (SECRET, HUSH, "pass-word", LONG_TOKEN):
        assert secret not in shown


def test_a_bad_value_with_a_line_break_is_told_in_one_line(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_CITATIONS", "3\n4")
    assert len(project.problems()) == 1


def test_a_table_in_the_place_of_a_value_is_told_in_one_line(project: Project) -> None:
    project.set_in_file("corpus", '{folder = "articles"}')
    [problem] = project.problems()
    assert problem.startswith(f"corpus ({project.shipped})")


def test_all_problems_are_told_at_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.set_in_file("name_wieght", "1")
    project.set_in_file("window_weight", '"heavy"')
    project.set_in_dotenv("VERBATIM_ADMIN_IDS=@ann")
    monkeypatch.setenv("VERBATIM_CITATIONS", "0")
    monkeypatch.setenv("VERBATIM_CORPSU", "articles")
    told = " ".join(project.problems())
    for name in ("name_wieght", "window_weight", "VERBATIM_ADMIN_IDS", "VERBATIM_CITATIONS", "VERBATIM_CORPSU"):
        assert name in told


def test_a_setting_lost_from_the_file_is_named(project: Project) -> None:
    project.drop_from_file("name_weight")
    [problem] = project.problems()
    assert "name_weight" in problem
    assert "verbatim.toml" in problem


def test_a_file_that_is_no_toml_is_told_with_its_place_and_the_line(project: Project) -> None:
    path = project.shipped
    path.write_text('corpus = "seeds"\ncitations = = 3\n', encoding="utf-8")
    [problem] = project.problems()
    assert str(path) in problem
    assert "line 2" in problem


def test_a_file_that_is_no_utf_8_is_named(project: Project) -> None:
    project.shipped.write_bytes(b'corpus = "caf\xe9"\n')
    [problem] = project.problems()
    assert "verbatim.toml" in problem


def test_a_dotenv_file_that_is_no_utf_8_is_named(project: Project) -> None:
    project.dotenv.write_bytes(b"VERBATIM_CORPUS=caf\xe9\n")
    [problem] = project.problems()
    assert ".env" in problem


def test_the_token_is_in_no_message_and_no_repr(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_TELEGRAM_TOKEN", SECRET)
    loaded = project.load()
    assert loaded.settings.telegram_token is not None
    assert loaded.settings.telegram_token.get_secret_value() == SECRET
    for shown in (
        repr(loaded),
        str(loaded.settings),
        str(loaded.settings.model_dump()),
        loaded.settings.model_dump_json(),
    ):
        assert SECRET not in shown


@pytest.mark.parametrize(
    "broken",
    [
        f'["{SECRET}"]',  # no string
        f'{{token = "{SECRET}"}}',
        f'"{SECRET}',  # no TOML
        SECRET,
    ],
)
def test_a_token_that_is_written_wrongly_is_shown_nowhere(project: Project, broken: str) -> None:
    project.set_in_file("telegram_token", broken)
    with pytest.raises(SettingsError) as caught:
        project.load()
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_the_value_of_a_misspelt_name_is_not_shown(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be the token."""
    monkeypatch.setenv("VERBATIM_TELEGRAM_TOKN", SECRET)
    monkeypatch.setenv("VERBATIM_CITATIONS", "0")
    assert SECRET not in " ".join(project.problems())


def test_a_relative_path_in_a_file_starts_at_its_folder(project: Project) -> None:
    project.user.write_text('corpus = "articles/new"\ndata_dir = "../kept"', encoding="utf-8")
    settings = project.load().settings
    assert settings.corpus == project.user.parent / "articles" / "new"
    assert settings.data_dir == project.user.parent / "../kept"
    project.here.write_text('corpus = "articles"', encoding="utf-8")
    assert project.load().settings.corpus == project.here.parent / "articles"


def test_a_blank_path_in_a_file_is_what_ships_and_the_data_folder(project: Project) -> None:
    project.user.write_text('corpus = "articles"\ndata_dir = "kept"\nanswers = "user"', encoding="utf-8")
    project.here.write_text('corpus = ""\ndata_dir = " "\nanswers = ""', encoding="utf-8")
    settings = project.load().settings
    assert (settings.corpus, settings.data_dir, settings.answers) == (ROOT / "seeds", ROOT / "var", None)


def test_without_a_checkout_the_samples_are_those_that_ship_and_data_goes_to_the_platforms_folder(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(locations, "FOLDER", project.shipped.parent)
    settings = project.load().settings
    assert settings.corpus == project.shipped.parent / "seeds"
    assert settings.data_dir == tmp_path / "data" / "verbatim"


def test_a_user_without_a_home_folder_must_name_one_for_the_data(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless(*_: object, **__: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr(locations, "FOLDER", project.shipped.parent)
    monkeypatch.setattr(locations, "user_data_path", homeless)
    monkeypatch.setattr(locations, "user_config_path", homeless)
    monkeypatch.setattr(locations, "SHIPPED", project.shipped)
    with pytest.raises(SettingsError, match=r"data_dir .*: there is no such home folder; write the path in full"):
        load_settings({})
    loaded = load_settings({"data_dir": "/srv/kept"})
    assert loaded.settings.data_dir == Path("/srv/kept")
    assert loaded.origins["citations"] == "default"  # not the file within what is installed


def test_a_folder_of_settings_that_may_not_be_entered_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory() as folder:  # pytest's own are closed to other users
        Path(folder).chmod(0o755)
        (Path(folder) / "verbatim").mkdir(mode=0)
        monkeypatch.setenv("XDG_CONFIG_HOME", folder)
        monkeypatch.chdir(folder)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)  # nobody
        try:
            assert load_settings({}).origins["citations"] in {"default", str(SHIPPED)}
        finally:
            os.seteuid(user)


def test_a_folder_of_templates_that_is_not_there_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_ANSWERS", "replies")
    [problem] = project.problems()
    assert problem.startswith("VERBATIM_ANSWERS (environment): must be an existing folder")
    (project.here.parent / "replies").mkdir()
    assert project.load().settings.answers == project.here.parent / "replies"


def test_a_relative_path_elsewhere_starts_where_the_program_is_started(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.set_in_dotenv("VERBATIM_CORPUS=articles")
    monkeypatch.setenv("VERBATIM_DATA_DIR", "kept")
    assert project.load().settings.corpus == Path.cwd() / "articles"
    assert project.load().settings.data_dir == Path.cwd() / "kept"
    assert project.load({"corpus": "../others"}).settings.corpus.resolve() == Path.cwd().parent / "others"


def test_an_absolute_path_stays_and_a_tilde_is_the_home_folder(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    project.set_in_file("corpus", '"~/articles"')
    monkeypatch.setenv("VERBATIM_DATA_DIR", "/var/lib/verbatim")
    settings = project.load().settings
    assert settings.corpus == tmp_path / "articles"
    assert settings.data_dir == Path("/var/lib/verbatim")


def test_the_home_of_somebody_unknown_is_told_in_one_line(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_CORPUS", "~nobody-of-this-name/articles")
    [problem] = project.problems()
    assert problem.startswith("VERBATIM_CORPUS (environment)")


@pytest.mark.parametrize("written", ["text=body,title=headline", " text = body , title = headline, "])
def test_columns_are_written_in_a_line_as_in_a_table(
    project: Project, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    columns = {"text": "body", "title": "headline"}
    project.set_in_file("columns", '{ text = "body", title = "headline" }')
    assert project.load().settings.columns == columns
    project.set_in_file("columns", "{}")
    assert project.load().settings.columns == {}
    monkeypatch.setenv("VERBATIM_COLUMNS", written)
    assert project.load().settings.columns == columns


def test_columns_that_are_no_table_are_refused(project: Project) -> None:
    project.set_in_file("columns", "5")
    [problem] = project.problems()
    assert problem.startswith(f"columns ({project.shipped}): must be a table")


def test_the_kind_of_index_is_read_in_whatever_case(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_INDEX", " Disk ")
    assert project.load().settings.index == "disk"


def test_settings_cannot_be_changed_once_read(project: Project) -> None:
    settings = project.load().settings
    with pytest.raises(ValidationError, match="frozen"):
        settings.citations = 5


@pytest.mark.usefixtures("project")
def test_what_ships_loads_and_serves_the_seeds() -> None:
    settings = load_settings({}).settings
    assert settings.corpus == ROOT / "seeds"
    assert settings.data_dir == ROOT / "var"
    assert settings.telegram_token is None
    assert settings.admin_ids == frozenset()
    assert settings.webhook_url is None
    assert not settings.log_questions
    assert {settings.webhook_host, settings.monitor_host} == {"127.0.0.1"}


def test_every_setting_stands_in_the_file_that_ships_and_nothing_else_does() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == set(Settings.model_fields) - SECRETS
    for name in SECRETS:
        assert re.search(rf"^# {name} = ", text, re.MULTILINE)


def test_every_setting_in_the_file_that_ships_is_explained() -> None:
    """A comment stands above each setting, or above the group of settings that it is in."""
    text = SHIPPED.read_text(encoding="utf-8")
    for paragraph in re.split(r"\n\s*\n", text):
        if re.search(r"^\w+ = ", paragraph, re.MULTILINE):
            assert re.match(r"# \w", paragraph), paragraph

"""The precedence of the sources of settings, where each value comes from, and messages about wrong files."""

import re
import tomllib
import traceback
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.loading import load_settings
from config.locations import FOLDER, SHIPPED
from config.settings import SECRETS, Settings, SettingsError
from tests.config.conftest import Project

ROOT = FOLDER.parent
SECRET = "123456:AAH-do-not-show"  # noqa: S105  (worth nothing, that is the point)
HUSH = "hush-hush-hush-hush"
LONG_TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105  (of a token's form, and nobody's)


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
    file = Path(getattr(project, layer))
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

"""Where paths in settings start, and where data goes."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from config import locations
from config.loading import load_settings
from config.locations import FOLDER, SHIPPED
from config.settings import SettingsError
from tests.config.conftest import Project

ROOT = FOLDER.parent


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

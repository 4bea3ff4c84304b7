"""The `verbatim init` command, and what is made of its copies."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.cli import init
from config.locations import FOLDER, SHIPPED
from tests.bot.program import FLAGSHIP, PLEDGE, SEEDS, call, problem_of


def test_init_writes_a_folder_that_answers_and_whose_settings_are_those_that_ship(tmp_path: Path) -> None:
    done = call(tmp_path, "init")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:3] == ["wrote verbatim.toml", "wrote .env.example", "wrote articles/"]
    assert sorted(it.name for it in tmp_path.iterdir()) == [".env.example", "articles", "verbatim.toml"]
    assert {it.name: it.read_bytes() for it in (tmp_path / "articles").iterdir()} == {
        it.name: it.read_bytes() for it in SEEDS.iterdir()
    }
    text = (tmp_path / "verbatim.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"corpus": "articles"}
    shipped = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    assert tomllib.loads(re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)).keys() >= shipped.keys()
    (tmp_path / ".env.example").rename(tmp_path / ".env")
    assert PLEDGE in call(tmp_path, "ask", FLAGSHIP).stdout


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "verbatim.toml").symlink_to("nowhere")
    (tmp_path / ".env.example").write_text("mine", encoding="utf-8")
    told = call(tmp_path, "init").stdout.splitlines()
    assert told[:3] == ["left verbatim.toml as it is", "left .env.example as it is", "left articles/ as it is"]
    assert (tmp_path / ".env.example").read_text(encoding="utf-8") == "mine"
    assert list((tmp_path / "articles").iterdir()) == []
    assert not (tmp_path / "nowhere").exists()


def test_init_tells_how_to_use_only_what_it_wrote(tmp_path: Path) -> None:
    (tmp_path / "verbatim.toml").touch()
    told = call(tmp_path, "init").stdout.splitlines()
    assert told[-1] == 'To use what was written, set corpus = "articles" in verbatim.toml.'
    assert call(tmp_path, "init").stdout.splitlines()[-1] == "left articles/ as it is"


def test_init_refuses_a_file_in_the_place_of_a_folder_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "articles").touch()
    assert "articles is a file" in problem_of(call(tmp_path, "init"))
    assert [it.name for it in tmp_path.iterdir()] == ["articles"]


def test_an_init_that_fails_halfway_leaves_no_part_of_a_folder(tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "a.txt").touch()
    (samples / "z.txt").symlink_to("/proc/self/mem")  # a file that cannot be read
    (tmp_path / "here").mkdir()
    with pytest.raises(OSError, match="error"):
        init.run(tmp_path / "here", FOLDER, samples)
    assert {it.name for it in (tmp_path / "here").iterdir()} == {"verbatim.toml", ".env.example"}


def test_a_copy_of_the_word_data_can_be_edited_and_what_it_lacks_is_what_ships(tmp_path: Path) -> None:
    done = call(tmp_path, "init", "--languages")
    assert "wrote languages/" in done.stdout
    assert 'languages = "languages"' in (tmp_path / "verbatim.toml").read_text(encoding="utf-8")
    words = tmp_path / "languages" / "en.toml"
    assert words.read_bytes() == (FOLDER / "languages" / "en.toml").read_bytes()
    assert (tmp_path / "languages" / "agencies.toml").exists()
    words.write_text('[small_talk]\nthanks = ["grazie"]\n', encoding="utf-8")
    assert "You are welcome" in call(tmp_path, "ask", "grazie").stdout
    assert PLEDGE in call(tmp_path, "ask", FLAGSHIP).stdout
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "en.toml").write_text("[small_talk]\nthanks = 7\n", encoding="utf-8")
    done = call(tmp_path, "ask", FLAGSHIP, VERBATIM_LANGUAGES=str(broken))
    assert f"cannot use the word data in {broken}" in problem_of(done, 2)


@pytest.mark.parametrize("command", ["console", "check"])
def test_a_wrong_pattern_of_the_word_data_is_reported_before_it_is_needed(tmp_path: Path, command: str) -> None:
    (tmp_path / "en.toml").write_text('[filters]\nlead_in = "("\n', encoding="utf-8")
    done = call(tmp_path, command, VERBATIM_LANGUAGES=str(tmp_path))
    assert done.returncode == 1
    assert f"cannot use the word data in {tmp_path}: ValueError: en.toml: " in done.stderr


@pytest.mark.parametrize(("table", "name"), [("follow_ups", "openers"), ("filters", "months"), ("overview", "verbs")])
def test_word_data_of_another_form_are_reported_with_their_folder(tmp_path: Path, table: str, name: str) -> None:
    (tmp_path / "en.toml").write_text(f"[{table}]\n{name} = 7\n", encoding="utf-8")
    done = call(tmp_path, "console", typed=FLAGSHIP, VERBATIM_LANGUAGES=str(tmp_path))
    assert f"cannot use the word data in {tmp_path}" in problem_of(done)


def test_a_copy_of_the_replies_can_be_edited_and_what_it_lacks_is_what_ships(tmp_path: Path) -> None:
    assert call(tmp_path, "init", "--answers").returncode == 0
    assert sorted(it.name for it in (tmp_path / "answers").iterdir()) == sorted(
        it.name for it in (FOLDER / "answers").iterdir()
    )
    template = tmp_path / "answers" / "not_answered.html.j2"
    template.write_text("No idea.", encoding="utf-8")
    (tmp_path / "answers" / "citation.html.j2").unlink()
    assert call(tmp_path, "ask", "zebras?").stdout == "No idea.\n"
    assert f"> {PLEDGE}\n" in call(tmp_path, "ask", FLAGSHIP).stdout
    template.write_text("{{ nothing", encoding="utf-8")
    assert f"cannot use the template {template}" in problem_of(call(tmp_path, "ask", "q"), 2)
    told = call(tmp_path, "init", "--answers").stdout
    assert "left answers/ as it is" in told

"""The operator's word data of articles and questions: read once, and checked at the start."""

import pickle
import shutil
from pathlib import Path

import pytest

from bot.word_data import WordData
from config.languages import LanguageError
from config.locations import FOLDER
from retrieval.analysis.languages import Languages
from retrieval.corpus.loaders import ReadingOptions
from retrieval.query.language_synonyms import language_synonyms
from retrieval.query.question_words import question_words
from retrieval.store import IndexSettings, Store
from tests.bot.program import call
from tests.retrieval.articles import write

_TABLES = '[analysis]\nfunction_words = "{0}"\n[questions]\nperson = "{0}"\n[synonyms]\ngroups = ["vando, {0}"]\n'
_GERMAN = "Die Gespräche über den Vertrag sind gestern in der Hauptstadt gescheitert. Niemand war zufrieden."


def languages_of(own: Path, word: str, code: str = "qab") -> Languages:
    write(own, {f"{code}.toml": _TABLES.format(word)})
    return WordData(own).analyses()


def reads(languages: Languages, word: str) -> list[bool]:
    """Tell for what is made of each table whether it has a word."""
    return [
        languages.analysis("qab").is_function_word(word),
        question_words(languages.read, "qab").read(word)[2] == 1,
        word in language_synonyms(languages, "qab").of("vando"),
    ]


def test_a_change_of_the_files_counts_from_the_next_start(tmp_path: Path) -> None:
    languages = languages_of(tmp_path, "mirto")
    before = languages.word_hashes(["qab"])
    later = languages_of(tmp_path, "solvi")
    assert reads(languages, "mirto") == [True] * 3
    assert languages.word_hashes(["qab"]) == before
    assert reads(later, "solvi") == [True] * 3
    assert later.word_hashes(["qab"]) != before


def test_another_process_uses_the_tables_that_were_read_here(tmp_path: Path) -> None:
    languages = languages_of(tmp_path, "mirto")
    sent = pickle.dumps(languages)
    languages_of(tmp_path, "solvi")
    received: Languages = pickle.loads(sent)  # noqa: S301  (written above)
    assert reads(received, "mirto") == [True] * 3
    assert received.word_hashes(["qab"]) == languages.word_hashes(["qab"])


def test_an_update_stamps_the_word_data_that_it_analysed_by(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": _GERMAN})

    def store(languages: Languages) -> Store:
        settings = IndexSettings(ReadingOptions(), lambda _: False, languages=languages)
        return Store(tmp_path / "index", corpus, settings)

    running = store(languages_of(tmp_path / "own", "der", "de"))
    running.update()
    restarted = store(languages_of(tmp_path / "own", "die", "de"))
    write(corpus, {"b.txt": f"{_GERMAN} Das sagte er."})
    running.update()
    assert running.needs_rebuild() is None
    assert restarted.needs_rebuild() == "other word data of de"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[questions]\nperson = 7", "[questions] person must be a text"),
        ('[questions]\nwho = "wer"', "[questions] has no key 'who'; its keys are date, definition"),
        ("[analysis]\nfunction_words = ['der']", "[analysis] function_words must be a text"),
        ('[analysis]\ncompounds = "yes"', "[analysis] compounds must be true or false"),
        ('[analysis]\nstemmer = "xx"', "[analysis] stemmer must be the code of a language"),
        ("[analysis]\nwords = 7", "[analysis] words must be a table"),
        ('[analysis.words]\ncolours = "rot"', "[analysis.words] has no key 'colours'; its keys are author"),
        ("[analysis.words]\nmonths = ['Mai']", "[analysis.words] months must be a text"),
        ('[analysis.sentences]\nordinals = "no"', "[analysis.sentences] ordinals must be true or false"),
        ('[synonyms]\ngroups = "rot, grün"', "[synonyms] groups must be a list of texts"),
        ("[synonyms]\ndemonyms = [['rot']]", "[synonyms] demonyms must be a list of texts"),
    ],
)
def test_what_is_wrong_is_told_with_its_file_table_and_key(tmp_path: Path, text: str, told: str) -> None:
    write(tmp_path, {"xx.toml": text})
    with pytest.raises(LanguageError) as raised:
        WordData(tmp_path).analyses()
    assert f"{tmp_path / 'xx.toml'}: {told}" in str(raised.value)


@pytest.mark.parametrize("command", ["check", "console"])
def test_the_start_and_the_check_tell_it(tmp_path: Path, command: str) -> None:
    write(tmp_path, {"xx.toml": "[questions]\nperson = 7\n"})
    done = call(tmp_path, command, VERBATIM_LANGUAGES=str(tmp_path))
    assert done.returncode == 1
    assert f"{tmp_path / 'xx.toml'}: [questions] person must be a text" in done.stderr


def test_what_ships_passes(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "languages", tmp_path / "own")
    own, shipped = WordData(tmp_path / "own").analyses(), WordData().analyses()
    assert own.word_hashes(["de", "zh", "th"]) == shipped.word_hashes(["de", "zh", "th"])

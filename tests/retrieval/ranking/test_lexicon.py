"""The lexicon and its file."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import RankingError
from retrieval.ranking.lexicon import Lexicon

_TERMS = st.from_regex(r"#?[a-z0-9.'é]{1,12}", fullmatch=True)
_WORDS = st.one_of(_TERMS, st.sampled_from(["<name first>", "<spelled number>", "<year>"]))
_PROBABILITIES = st.dictionaries(_WORDS, st.integers(0, 1000).map(lambda it: it / 1000), max_size=5)
_WEIGHTS = st.dictionaries(_WORDS, st.integers(-999, 999).map(lambda it: it / 100), max_size=5)


def written(folder: Path, *lines: str) -> Path:
    """Write a lexicon's file."""
    path = folder / "lexicon.tsv"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_line_tells_translations_and_affinities(tmp_path: Path) -> None:
    lexicon = Lexicon.read(written(tmp_path, "# a note", "die\tdeath=0.700 kill=0.450\t<name_first>=0.50 live=-1.25"))
    assert lexicon.translations("die") == {"death": 0.7, "kill": 0.45}
    assert lexicon.affinities("die") == {"<name first>": 0.5, "live": -1.25}


def test_a_column_may_be_empty_and_a_kind_is_no_note(tmp_path: Path) -> None:
    lexicon = Lexicon.read(written(tmp_path, "die\tdeath=0.700\t", "#place\t\tin=0.30"))
    assert (lexicon.translations("die"), lexicon.affinities("die")) == ({"death": 0.7}, {})
    assert (lexicon.translations("#place"), lexicon.affinities("#place")) == ({}, {"in": 0.3})


def test_of_a_word_that_is_not_there_it_tells_nothing(tmp_path: Path) -> None:
    lexicon = Lexicon.read(written(tmp_path))
    assert (lexicon.translations("die"), lexicon.affinities("die")) == ({}, {})


def test_a_line_is_written_strongest_first_ties_by_word() -> None:
    translations = {"b": 0.25, "c": 0.5, "a": 0.2501}
    affinities = {"x": 0.1, "name first": -0.3, "y": 0.2}
    assert Lexicon.line("die", translations, affinities) == (
        "die\tc=0.500 a=0.250 b=0.250\tname_first=-0.30 y=0.20 x=0.10"
    )


@given(st.dictionaries(_TERMS, st.tuples(_PROBABILITIES, _WEIGHTS), max_size=5))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    entries: Mapping[str, tuple[Mapping[str, float], Mapping[str, float]]],
) -> None:
    lines = [Lexicon.line(term, *columns) for term, columns in entries.items()]
    lexicon = Lexicon.read(written(tmp_path_factory.mktemp("lexicon"), *lines))
    for term, (translations, affinities) in entries.items():
        assert lexicon.translations(term) == translations
        assert lexicon.affinities(term) == affinities


@pytest.mark.parametrize("line", ["die", "die\tdeath=0.7", "die\t\t\t", "die death=0.7 live=0.1", ""])
def test_a_line_of_another_form_is_an_error_that_names_file_and_line(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, "# a note", line)
    with pytest.raises(RankingError, match="line 2") as raised:
        Lexicon.read(path)
    assert raised.value.path == path
    assert str(path) in str(raised.value)


def test_a_file_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "latin.tsv").write_bytes("die\tcaf\xe9=0.7\t\n".encode("latin-1"))
    for path in (tmp_path / "missing.tsv", tmp_path / "latin.tsv", tmp_path):
        with pytest.raises(RankingError) as raised:
            Lexicon.read(path)
        assert raised.value.path == path
        assert str(path) in str(raised.value)


@pytest.mark.parametrize("columns", ["death=much\t", "death=nan\t", "\tdeath=1e999", "death\t"])
def test_a_weight_that_is_no_number_is_an_error_that_names_the_line(tmp_path: Path, columns: str) -> None:
    path = written(tmp_path, "live\toak=0.5\t", f"die\t{columns}")
    with pytest.raises(RankingError, match="the line of 'die'") as raised:
        Lexicon.read(path).check()
    assert raised.value.path == path


def test_a_weight_is_checked_when_it_is_first_used(tmp_path: Path) -> None:
    lexicon = Lexicon.read(written(tmp_path, "live\toak=0.5\t", "die\tdeath=much\t"))
    assert lexicon.translations("live") == {"oak": 0.5}
    with pytest.raises(RankingError, match="the line of 'die'"):
        lexicon.translations("die")


def test_numbers_stay_and_0_is_for_no_word() -> None:
    vocabulary = Lexicon({"die": ("death=0.5 kill=0.25", "kill=1.5 <year>=-0.5")}).vocabulary()
    entry = vocabulary.entry("die")
    assert entry.translations == dict(zip(vocabulary.numbers_of(["death", "kill"]), (0.5, 0.25), strict=True))
    assert entry.affinity_numbers.tolist() == vocabulary.numbers_of(["kill", "<year>"])
    assert entry.affinities.tolist() == [1.5, -0.5]
    assert vocabulary.numbers_of(["", "new", "kill"]) == [0, len(vocabulary.numbers) - 1, entry.translation_numbers[1]]
    assert sorted(vocabulary.numbers.values()) == list(range(len(vocabulary.numbers)))


def test_a_term_that_the_lexicon_has_not_leaves_nothing_behind() -> None:
    vocabulary = Lexicon({}).vocabulary()
    assert not len(vocabulary.entry("die").affinity_numbers)
    assert vocabulary.numbers == {"": 0}
    assert vocabulary.words == [""]


def test_numbers_are_begun_anew_where_questions_brought_too_many_words() -> None:
    lexicon = Lexicon({"die": ("", "kill=1.5")})
    first = lexicon.vocabulary()
    first.numbers_of([str(number) for number in range(1 << 15)])
    second = lexicon.vocabulary()
    assert second is not first
    assert second.entry("die").affinities.tolist() == [1.5]
    assert second.numbers == {"": 0, "kill": 1}
    assert lexicon.vocabulary() is second


def test_whoever_sees_a_word_finds_its_number() -> None:
    """Another thread may look at any time: also between the two steps of adding a word."""
    vocabulary = Lexicon({}).vocabulary()

    class Watched(list[str]):
        def append(self, word: str, /) -> None:
            assert vocabulary.numbers[word] == len(self)
            super().append(word)

    vocabulary.words = Watched(vocabulary.words)
    assert vocabulary.numbers_of(["xi", "pledge", "xi"]) == [1, 2, 1]

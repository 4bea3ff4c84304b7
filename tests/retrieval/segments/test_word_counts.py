"""The word counts of several segments equal those of one corpus in memory, also after documents are removed."""

import pickle
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.content_terms import content_words_and_terms
from retrieval.analysis import stem, tokens
from retrieval.segments.corpus_word_counts import CorpusWords
from retrieval.segments.string_table import StringTable
from retrieval.segments.word_counts import COUNTS, SegmentWords, write_counts, write_words
from retrieval.vocabulary.counts import WordTable, WordTableMerger
from retrieval.vocabulary.plain_form import plain_form
from retrieval.vocabulary.port import WordCounts
from retrieval.vocabulary.vocabulary import Vocabulary
from tests.retrieval.vocabulary.reference import InMemoryCounts, count_words

_SENTENCES = [
    "The envoy John Kerry met Xi Jinping in Shanghai.",
    "All countries pledged to reduce emissions.",
    "They met XI JINPING and kerry, said the envoy.",
    "Zelensky spoke, and Zelenský and ZELENSKY heard it.",
    "The World Health Organization (WHO) met.",
    "The Court of Justice (CJ) met, and the Court of Justice (COJ) spoke.",
    "The Court of Justice (COJ) heard of the world health organization.",
    "A Headline Without An End",
    "Он видел Москву, and Αθήνα was seen by 27 envoys in 2031.",
    "Emissions of co-operatives rose; the government pledged neutrality.",
    "“Harbour towns pledge,” he wrote. (It was so.)",
]
_MISTYPED = ["emmissions", "kery", "Jinpng", "Zelenskyy", "pleged", "goverment", "Москвy", "hte", "xarbour", "αθηνας"]


def table(*sentences: str, weight: int = 1) -> WordTable:
    """Count the words of sentences, each of which stands for several where the weight is greater."""
    counted = count_words([("", sentences)])
    return replace(counted, sentences=counted.sentences * weight)


def total(tables: Sequence[WordTable]) -> WordTable:
    merger = WordTableMerger()
    for it in tables:
        merger.add(it)
    return merger.merged()


def answers(counts: WordCounts) -> dict[str, object]:
    """Ask everything that can be asked about the sentences."""
    words = {word for sentence in _SENTENCES for word in content_words_and_terms(sentence)[0]}
    plain = sorted({it for word in words if (it := plain_form(word)) is not None} | {"nowhere"})
    seen = {it: counts.frequency(it) for it in plain}
    beginnings = sorted({(it[0], len(it)) for it in plain})
    vocabulary = Vocabulary(counts)
    return {
        "case counts": {stem(word): counts.case_counts(stem(word)) for word in sorted(words)},
        "seen": seen,
        "written": {it: counts.spelling(it) for it in plain if seen[it] is not None},
        "beginning": {
            it: [w for w in counts.beginning_with(*it) if counts.frequency(w) is not None] for it in beginnings
        },
        "lacking": [it for it in plain if seen[it] is not None and it not in counts.beginning_with(it[0], len(it))],
        "initials": [it for it in plain if seen[it] is not None and it[0] not in counts.initials(len(it))],
        "longest": counts.longest_phrase,
        "acronyms": [vocabulary.acronyms_of([token.term for token in tokens(sentence)]) for sentence in _SENTENCES],
        "closest": {(it, name): vocabulary.closest(it, as_name=name) for it in _MISTYPED for name in (False, True)},
    }


def written(folder: Path, words: WordTable) -> SegmentWords:
    folder.mkdir(parents=True)
    StringTable.write(folder, "terms", list(words.by_term().seen))
    terms = StringTable.open(folder, "terms")
    write_words(folder, words, terms)
    return SegmentWords.open(folder, terms)


_DOCUMENTS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(_SENTENCES), max_size=4),
        st.integers(0, 3),  # the segment
        st.lists(st.booleans(), min_size=3, max_size=3),  # whether it counts, at one time after the other
    ),
    max_size=12,
)


@pytest.mark.slow
@given(_DOCUMENTS, st.sampled_from([1, 40_000, 90_000, 170_000]))
def test_any_division_and_any_history_give_the_same_words(
    documents: list[tuple[list[str], int, list[bool]]],
    weight: int,
) -> None:
    counted = [(table(*sentences, weight=weight), segment, counts) for sentences, segment, counts in documents]
    with tempfile.TemporaryDirectory() as folder:
        segments = {
            number: written(
                Path(folder) / str(number), total([its for its, segment, _ in counted if segment == number])
            )
            for number in sorted({segment for _, segment, _ in counted})
        }
        before = [True] * len(counted)
        for time in range(3):
            now = [counts[time] for _, _, counts in counted]
            for number, words in segments.items():
                here = [
                    (its, was, does)
                    for (its, segment, _), was, does in zip(counted, before, now, strict=True)
                    if segment == number
                ]
                path = Path(folder) / str(number) / f"counts-{time}"
                write_counts(
                    path,
                    words,
                    minus=total([its for its, was, does in here if was and not does]),
                    plus=total([its for its, was, does in here if does and not was]),
                )
                segments[number] = words.with_counts(path)
            before = now
            expected = InMemoryCounts(total([its for (its, _, _), does in zip(counted, now, strict=True) if does]))
            assert answers(CorpusWords(list(segments.values()))) == answers(expected)
            assert not answers(expected)["lacking"]
            assert not answers(expected)["initials"]


def counted(words: WordTable) -> object:
    rows = zip(words.words, words.terms, words.seen.tolist(), words.informative.tolist(), strict=True)
    return words.sentences, sorted(rows), words.aliases


def test_words_are_counted_alike_whole_and_in_batches() -> None:
    whole = table(*_SENTENCES)
    batches = [table(sentence) for sentence in _SENTENCES]
    assert counted(total(batches)) == counted(whole)
    assert counted(total([WordTable(), whole, WordTable()])) == counted(whole)


@pytest.mark.parametrize("sentences", [[], _SENTENCES, ["It rose by 5 per\ncent in the United\nStates."]])
def test_counts_pass_from_one_process_to_another(sentences: list[str]) -> None:
    words = table(*sentences)
    assert counted(pickle.loads(pickle.dumps(words))) == counted(words)  # noqa: S301  (our own)


def test_no_segment_at_all_has_no_words() -> None:
    assert answers(CorpusWords([])) == answers(InMemoryCounts(WordTable()))


def test_a_segment_without_words_is_opened_like_any(tmp_path: Path) -> None:
    assert answers(CorpusWords([written(tmp_path / "empty", WordTable())])) == answers(InMemoryCounts(WordTable()))


def test_a_rare_word_of_a_large_corpus_is_known_but_nothing_is_corrected_to_it(tmp_path: Path) -> None:
    words = table("He pledged, pledged; and he reduced emissions.", weight=400_000)
    for counts in InMemoryCounts(words), CorpusWords([written(tmp_path / "one", words)]):
        assert Vocabulary(counts).has(stem("emissions"))
        assert Vocabulary(counts).closest("emmissions") is None
        assert Vocabulary(counts).closest("pleged") == "pledged"


def test_the_segments_own_terms_are_used_where_it_has_them(tmp_path: Path) -> None:
    words = table(*_SENTENCES)
    StringTable.write(tmp_path, "terms", ["besides", *sorted(words.by_term().seen, reverse=True)])
    terms = StringTable.open(tmp_path, "terms")
    write_words(tmp_path, words, terms)
    counts = CorpusWords([SegmentWords.open(tmp_path, terms)])
    assert answers(counts) == answers(InMemoryCounts(words))
    assert counts.case_counts("besides") is None


def test_only_what_a_segment_holds_is_counted_in_it(tmp_path: Path) -> None:
    words = written(tmp_path / "one", table(*_SENTENCES[:3]))
    for foreign in (
        table("harbour"),
        table("Emissions"),
        WordTable(1, aliases={(("court", "justic"), "cj"): 1}),
    ):
        with pytest.raises(ValueError, match="only documents that it holds"):
            write_counts(tmp_path / "counts", words, WordTable(), foreign)
    with pytest.raises(ValueError, match="more was to be subtracted"):
        write_counts(tmp_path / "counts", words, table(_SENTENCES[0], _SENTENCES[0]), WordTable())


def test_counts_that_were_cut_are_not_taken_for_those_of_the_words(tmp_path: Path) -> None:
    words = written(tmp_path / "one", table(*_SENTENCES))
    counts = tmp_path / "one" / COUNTS
    (tmp_path / "cut").write_bytes(counts.read_bytes()[:-4])
    with pytest.raises(ValueError, match="cut"):
        words.with_counts(tmp_path / "cut")

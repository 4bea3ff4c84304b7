"""What speaks for a candidate."""

from pathlib import Path

import pytest

from retrieval.models import Weights
from retrieval.query import Synonyms, parse
from retrieval.ranking.features import Features, features
from tests.retrieval.articles import SEEDS, SYNONYMS, searcher_over, write

WEIGHTS = Weights(synonym=0.6)


def by_sentence(
    corpus: Path, question: str, synonyms: Synonyms | None = None, weights: Weights = WEIGHTS
) -> dict[str, Features]:
    """Return the features of every candidate for a question, by its sentence."""
    index = searcher_over(corpus).snapshot.index
    query = parse(question, synonyms or Synonyms())
    candidates = index.search(query, 100)
    found = features(query, candidates, index, weights)
    return {index.sentence(candidate.sentence_id).text: its for candidate, its in zip(candidates, found, strict=True)}


def first(folder: Path, text: str, question: str, synonyms: Synonyms | None = None) -> Features:
    """Return the features of the first sentence of a text."""
    return by_sentence(write(folder, {"a.txt": text}), question, synonyms)[text.splitlines()[0]]


@pytest.mark.parametrize(
    "question",
    [
        "what did Xi pledge?",
        "When is the summit?",
        "how many people",
        "Who is John Kerry?",
        "rugby and China",
        "US 50-52",
    ],
)
def test_every_feature_is_within_0_and_1(question: str) -> None:
    found = by_sentence(SEEDS, question, Synonyms.read(SYNONYMS))
    assert all(0 <= value <= 1 for its in found.values() for value in its)
    assert not found or max(its.bm25 for its in found.values()) == 1


def test_without_candidates_there_are_no_features() -> None:
    assert by_sentence(SEEDS, "rugby") == {}


def test_coverage_is_the_share_of_the_question_that_sentence_and_window_match(tmp_path: Path) -> None:
    text = "Xi spoke at length on Monday.\n\nCarbon was the subject then.\n\nFootball was not spoken of.\n"
    found = by_sentence(write(tmp_path, {"a.txt": text}), "Xi on carbon")
    assert [its.window_coverage for its in found.values()] == [1, 1, pytest.approx(0.5)]
    assert [its.sentence_coverage for its in found.values()] == [pytest.approx(0.5), pytest.approx(0.5), 0]


def test_a_rare_word_covers_more_of_a_question_than_a_frequent_one(tmp_path: Path) -> None:
    found = by_sentence(write(tmp_path, {"a.txt": "Talks.\n\nTalks.\n\nTalks.\n\nXi left.\n"}), "Xi talks")
    assert found["Xi left."].sentence_coverage > 0.5 > found["Talks."].sentence_coverage > 0


def test_a_word_that_no_article_has_lowers_the_coverage_most(tmp_path: Path) -> None:
    corpus = write(tmp_path, {"a.txt": "Xi spoke of carbon.\n\nKerry left.\n"})
    [unknown, *_] = by_sentence(corpus, "Xi on rugby").values()
    [known, *_] = by_sentence(corpus, "Xi with Kerry").values()
    assert 0 < unknown.sentence_coverage < known.sentence_coverage < 1


@pytest.mark.parametrize("weight", [0.0, 0.5, 0.6, 1.0])
def test_a_synonym_covers_as_weighted(tmp_path: Path, weight: float) -> None:
    corpus = write(tmp_path, {"a.txt": "Xi will vow it.\n\nKerry left.\n"})
    [found, *_] = by_sentence(corpus, "pledge", Synonyms([["pledge", "vow"]]), Weights(synonym=weight)).values()
    assert found.sentence_coverage == found.window_coverage == pytest.approx(weight)


def test_a_word_that_is_there_itself_counts_in_full_beside_its_synonym(tmp_path: Path) -> None:
    assert (
        first(tmp_path, "Xi will vow it, a pledge.\n", "pledge", Synonyms([["pledge", "vow"]])).sentence_coverage == 1
    )


@pytest.mark.parametrize(
    ("question", "text", "holds"),
    [
        ("When did Xi speak?", "Xi spoke on Wednesday.", True),
        ("When did Xi speak?", "Xi spoke in April.", True),
        ("When will Xi be neutral?", "Xi will be neutral by 2060.", True),
        ("When did Xi speak?", "Xi spoke five times.", False),
        ("When did Xi speak?", "Xi may speak and then march.", False),
        ("When on Wednesday did Xi speak?", "Xi spoke on Wednesday.", False),
        ("How many times did Xi speak?", "Xi spoke five times.", True),
        ("How much will Xi cut?", "Xi will cut 50-52 per cent.", True),
        ("How much will Xi cut by 2030?", "Xi will cut much by 2030.", False),
        ("How many times did Xi speak?", "Xi spoke of Cop26.", False),
        ("Who met Xi?", "Xi met John Kerry.", True),
        ("Who met Xi?", "Ministers met Xi.", False),
        ("Who met Xi?", "Yesterday he met Xi.", False),
        ("Who met Xi?", "Xi says I met him, The End.", True),
        ("Who met Xi?", "Xi says that He met him.", False),
        ("What did Xi say?", "Xi met John Kerry on Wednesday at 5.", False),
    ],
)
def test_the_kind_of_thing_asked_for_counts_unless_the_question_names_it(
    tmp_path: Path,
    question: str,
    text: str,
    holds: bool,  # noqa: FBT001  (a parameter)
) -> None:
    assert first(tmp_path, text, question).kind == holds


@pytest.mark.parametrize(
    ("text", "is_fragment"),
    [
        ("Xi pledge.", True),
        ("What did Xi pledge at the summit?", True),
        ("Xi did pledge carbon neutrality.", True),
        ("Xi did pledge carbon neutrality by 2060.", False),
    ],
)
def test_a_sentence_that_adds_fewer_than_three_words_is_a_fragment(
    tmp_path: Path,
    text: str,
    is_fragment: bool,  # noqa: FBT001  (a parameter)
) -> None:
    assert first(tmp_path, text, "What did Xi pledge?").fragment == is_fragment


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_headings_captions_and_credits_are_display(tmp_path: Path, end: str) -> None:
    paragraphs = [
        "Xi and Kerry open their talks",
        "Xi speaks in Beijing. Reuters",
        "“Xi came,” he said. “Xi left.”",
        "Xi (right) waited. (Xi left.)",
        "Xi asked: why? Xi left…",
        "Xi at the end",
    ]
    found = by_sentence(write(tmp_path, {"a.txt": f"{end}{end}".join(paragraphs)}), "Where is Xi?")
    assert {sentence: its.display for sentence, its in found.items()} == {
        "Xi and Kerry open their talks": 1,
        "Xi speaks in Beijing.": 1,
        "Reuters": 1,
        "“Xi came,” he said.": 0,
        "“Xi left.”": 0,
        "Xi (right) waited.": 0,
        "(Xi left.)": 0,
        "Xi asked: why?": 0,
        "Xi left…": 0,
        "Xi at the end": 1,
    }

"""No hit ever comes from outside a question's filters, and all that pass are found, under both engines."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import stem, terms_of, tokenise
from retrieval.engines import open_disk, open_memory
from retrieval.models import Document, Filters, Hit, iso_day, source_key
from retrieval.searcher import CANDIDATES, OpenRetriever, Searcher

from .articles import write
from .search.corpora import a_folder
from .store.stores import searcher_of, store_of

ENGINES = pytest.mark.parametrize("engine", [open_memory, open_disk])

_WORDS = ("Xi", "met", "the", "US", "us", "minister", "ministers", "of", "Oslo", "carbon", "to", "be", "café", "not")
_LEADS = ("Kyodo News reports from the harbour.", "It was a long and quiet day in the harbour of the old town.")
_SENTENCES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=7).map(lambda words: f"{' '.join(words)}.")
_TITLES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(" ".join)
_SOURCES = st.sampled_from(("Kyodo", "Kyodo News", "Kyodographic", "The Times", None))
_DATES = st.sampled_from(("2021-03-31", "2021-04-01T00:30:00+09:00", "2022", None))
_TEXTS = st.lists(_SENTENCES, min_size=1, max_size=4).map(lambda found: "\n\n".join((*_LEADS, *found)))
_FIELDS = st.fixed_dictionaries({"title": _TITLES, "source": _SOURCES, "date": _DATES})
# Several articles with one text, and so copies of one another.
_ARTICLES = st.lists(st.tuples(_TEXTS, st.lists(_FIELDS, min_size=1, max_size=3)), min_size=1, max_size=5)
_FILTERS = st.builds(
    Filters,
    sources=st.frozensets(st.sampled_from(("kyodo", "KYODO news", "The", "Times")), max_size=2),
    since=st.sampled_from((None, None, "2021-04-01")),
    until=st.sampled_from((None, None, "2021-03-31", "2021-12-31")),
    titles=st.lists(st.sampled_from(_WORDS), max_size=2).map(tuple),
    without=st.lists(st.sampled_from(_WORDS), max_size=1).map(tuple),
    phrases=st.lists(
        st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(" ".join), max_size=2, unique=True
    ).map(tuple),
    in_sentence=st.booleans(),
)
_QUESTIONS = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join)


def lines_of(articles: Sequence[tuple[str, Sequence[dict[str, str | None]]]]) -> list[dict[str, str]]:
    """Return the fields of each article and of each of its copies."""
    together = [(text, fields) for text, copies in articles for fields in copies]
    return [
        {"id": f"{number:02}", "text": text} | {name: value for name, value in fields.items() if value is not None}
        for number, (text, fields) in enumerate(together)
    ]


def searchers_over(folder: Path, articles: Sequence[dict[str, str]]) -> list[Searcher]:
    """Index articles once, and search them with each engine."""
    store = store_of(folder / "index", write(folder / "corpus", {"a.jsonl": "\n".join(map(json.dumps, articles))}))
    return [searcher_of(store, engine) for engine in (open_memory, open_disk)]


def in_any_case(word: str) -> set[str]:
    """Return the stems of a word in the cases that give it another one: "us" and "US"."""
    return {stem(it) for it in (word, word.lower(), word.upper(), word.capitalize())}


def passes(filters: Filters, document: Document) -> bool:
    """Tell whether a document itself passes, by a plain reading of each condition."""
    source, day = source_key(document.source or ""), iso_day(document.published)
    title = set(terms_of(tokenise(document.title)))
    return (
        (not filters.sources or any(f"{source} ".startswith(f"{source_key(it)} ") for it in filters.sources))
        and (filters.since is None or (day is not None and day >= filters.since))
        and (filters.until is None or (day is not None and day <= filters.until))
        and all(title & in_any_case(word) for word in filters.titles)
    )


def has(text: str, phrase: str) -> bool:
    """Tell whether a text has words one after the other, apart from case and accents."""
    words, wanted = (tokenise(it.casefold().replace("é", "e")) for it in (text, phrase))
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))


def is_said(filters: Filters, hit: Hit) -> bool:
    """Tell whether a sentence passes by its words, and its article by its phrases."""
    terms = set(terms_of(tokenise(hit.sentence.text)))
    within = (hit.sentence.text,) if filters.in_sentence else (hit.document.text, hit.document.title)
    return not any(terms & in_any_case(word) for word in filters.without) and all(
        any(has(text, phrase) for text in within) for phrase in filters.phrases
    )


def is_within(filters: Filters, hit: Hit) -> bool:
    """Tell whether a hit passes, itself or by a copy that it lists, and whether it names one that does."""
    terms = set(terms_of(tokenise(hit.sentence.text)))
    assert not any(terms & in_any_case(word) for word in filters.without)
    assert hit.document.text[hit.sentence.start : hit.sentence.end] == hit.sentence.text
    assert hit.sentence.document_id == hit.document.id
    fitting = [it for it in hit.also if passes(filters, it)]
    return passes(filters, hit.document) or (bool(fitting) and not any(hit.sentence.text in it.text for it in fitting))


@given(_ARTICLES, _FILTERS, _QUESTIONS)
def test_every_hit_passes_and_no_sentence_that_passes_is_missing(
    articles: list[tuple[str, list[dict[str, str | None]]]], filters: Filters, question: str
) -> None:
    with a_folder() as folder:
        memory, disk = searchers_over(folder, lines_of(articles))
        found = memory.search(question, CANDIDATES).hits
        expected = {
            hit.sentence.id
            for hit in found
            if is_said(filters, hit) and any(passes(filters, it) for it in (hit.document, *hit.also))
        }
        for searcher in (memory, disk):
            result = searcher.search(question, CANDIDATES, filters)
            texts = {hit.sentence.id: hit.sentence.text for hit in result.hits}
            others = texts.keys() - expected  # these share no word with the question
            assert expected <= texts.keys()
            assert filters.phrases or not others
            assert all(has(texts[it], phrase) for it in others for phrase in filters.phrases)
            assert all(is_within(filters, hit) for hit in result.hits)
            first = [all(has(hit.sentence.text, phrase) for phrase in filters.phrases) for hit in result.hits]
            assert first == sorted(first, reverse=True)
            assert result.query.filters == filters
            assert result.hits[:2] == searcher.search(question, 2, filters).hits


BOATS = " ".join(f"Boat {number} is in the harbour since the day before yesterday." for number in range(12))
COPY = f"The harbour of Oslo is closed. Kerry met minister number 7 there. {BOATS}"


def copied(folder: Path, engine: OpenRetriever, *, text: str = COPY) -> Searcher:
    """Search an article of the AP and a copy of it, of Kyodo."""
    original = {"id": "a", "text": COPY, "title": "Talks", "source": "AP", "date": "2021-04-01"}
    copy = {"id": "b", "text": text, "title": "Harbour", "source": "Kyodo", "date": "2021-05-01"}
    lines = "\n".join(map(json.dumps, (original, copy)))
    return searcher_of(store_of(folder / "index", write(folder / "corpus", {"a.jsonl": lines})), engine)


@ENGINES
def test_a_hit_names_the_copy_that_passes(tmp_path: Path, engine: OpenRetriever) -> None:
    searcher = copied(tmp_path, engine, text=f"By Kyodo.\n\n{COPY}")
    question = "who met minister number 7?"
    [plain, *_] = searcher.search(question, 1).hits
    assert (plain.document.id, [it.id for it in plain.also]) == ("a", ["b"])
    [hit] = searcher.search(question, 1, Filters(frozenset({"kyodo"}), titles=("harbours",))).hits
    assert (hit.document.id, [it.id for it in hit.also]) == ("b", ["a"])
    assert hit.sentence.start == plain.sentence.start + len("By Kyodo.\n\n")
    assert (hit.sentence.text, hit.score) == (plain.sentence.text, plain.score)


@ENGINES
def test_a_hit_names_the_article_that_was_searched_where_the_copy_says_it_otherwise(
    tmp_path: Path, engine: OpenRetriever
) -> None:
    original = {"id": "a", "text": f"Kerry met minister number 7 there. {BOATS}", "source": "AP"}
    copy = {"id": "b", "text": f"Kerry met a minister, number 7, there. {BOATS}", "source": "Kyodo"}
    lines = "\n".join(map(json.dumps, (original, copy)))
    searcher = searcher_of(store_of(tmp_path / "index", write(tmp_path / "c", {"a.jsonl": lines})), engine)
    [hit] = searcher.search("who met minister number 7?", 1, Filters(frozenset({"kyodo"}))).hits
    assert (hit.document.id, [it.id for it in hit.also]) == ("a", ["b"])


@ENGINES
def test_conditions_that_hold_of_different_copies_do_not_hold(tmp_path: Path, engine: OpenRetriever) -> None:
    searcher = copied(tmp_path, engine)
    for filters, count in (
        (Filters(frozenset({"AP"}), until="2021-04-01"), 9),
        (Filters(frozenset({"Kyodo"}), until="2021-04-01"), 0),
        (Filters(titles=("talks",), since="2021-05-01"), 0),
        (Filters(since="2021-05-02", until="2021-05-01"), 0),
    ):
        assert len(searcher.search("Oslo", 9, filters).hits) == count


@ENGINES
@pytest.mark.parametrize("change", ["new date", "new copy", "gone"])
def test_a_copy_counts_as_it_is_after_a_reload(tmp_path: Path, engine: OpenRetriever, change: str) -> None:
    searcher = copied(tmp_path, engine)
    file = tmp_path / "corpus" / "a.jsonl"
    original, copy = file.read_text(encoding="utf-8").splitlines()
    filters = Filters(frozenset({"Kyodo"}), until="2021-04-30")
    assert not searcher.search("Oslo", 9, filters).hits
    later = {
        "new date": [original, copy.replace("2021-05-01", "2021-04-02")],
        "new copy": [original, copy, copy.replace('"b"', '"c"').replace("2021-05-01", "2021-04-02")],
        "gone": [original],
    }
    file.write_text("\n".join(later[change]), encoding="utf-8")
    searcher.reload()
    assert bool(searcher.search("Oslo", 9, filters).hits) is (change != "gone")


@ENGINES
def test_a_phrase_of_function_words_alone_is_answered_by_a_sentence_that_has_it(
    tmp_path: Path, engine: OpenRetriever
) -> None:
    texts = ("Kerry asked if it is to be. It is not to be, he said.", "To be, or not to be, that is what he asked.")
    lines = "\n".join(json.dumps({"id": str(at), "text": text}) for at, text in enumerate(texts))
    searcher = searcher_of(store_of(tmp_path / "index", write(tmp_path / "c", {"a.jsonl": lines})), engine)
    result = searcher.search('"to be or not to be"', 9, Filters(phrases=("to be or not to be",), in_sentence=True))
    assert [hit.sentence.text for hit in result.hits] == [texts[1]]
    assert result.answered
    assert not searcher.search('"not to be or"', 9, Filters(phrases=("not to be or",), in_sentence=True)).answered


@ENGINES
def test_sentences_with_the_phrase_come_first_and_the_confidence_is_that_of_the_first(
    tmp_path: Path, engine: OpenRetriever
) -> None:
    text = "The minister signed the accord in Oslo. He spoke of a quiet accord there. The sea was calm."
    searcher = searcher_of(
        store_of(tmp_path / "index", write(tmp_path / "c", {"a.txt": text, "b.txt": "The accord of Oslo failed."})),
        engine,
    )
    question = "who signed the accord in Oslo?"
    plain, filtered = searcher.search(question, 9), searcher.search(question, 9, Filters(phrases=("a Quiet Accord",)))
    assert [hit.sentence.text for hit in filtered.hits] == [
        "He spoke of a quiet accord there.",
        "The minister signed the accord in Oslo.",
        "The sea was calm.",
    ]
    assert filtered.confidence < plain.confidence
    assert searcher.search(question, 9, Filters(phrases=("...",))).hits == plain.hits

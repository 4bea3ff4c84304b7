"""Updates of a corpus in which one word has a stem of its own in each language."""

from pathlib import Path

from retrieval.searcher import Searcher
from tests.retrieval.articles import searcher_over, write

ENGLISH = "The company Siemens was founded by two engineers, and it has been in the city since then.\n"
GERMAN = "Die Firma Siemens baut Turbinen. Siemens verkauft Züge. Siemens wächst, und Siemens zahlt gut.\n"
OTHER = "The harbour of the city was closed on Monday because of the storm that came from the sea.\n"


def words_of(searcher: Searcher) -> list[object]:
    counts = searcher.snapshot.stored.words
    return [counts.spelling("siemens"), counts.frequency("siemens"), counts.case_counts("siemen")]


def test_an_article_is_removed_though_its_words_have_other_stems_elsewhere(tmp_path: Path) -> None:
    folder = write(tmp_path / "articles", {"a.txt": ENGLISH, "b.txt": GERMAN, "c.txt": ENGLISH.replace("two", "three")})
    searcher = searcher_over(folder)
    assert set(searcher.snapshot.collection.collection.languages()) == {"en", "de"}
    write(folder, {"d.txt": OTHER})
    searcher.reload()
    (folder / "b.txt").unlink()
    searcher.reload()
    assert words_of(searcher) == words_of(searcher_over(folder))
    assert searcher.snapshot.collection.collection.languages() == ("en",)
    [hit, *_] = searcher.search("who founded Siemens?", 3).hits
    assert "Siemens" in hit.sentence.text


def test_a_word_is_spelled_alike_however_its_documents_came(tmp_path: Path) -> None:
    folder = write(tmp_path / "articles", {"a.txt": ENGLISH, "d.txt": OTHER})
    searcher = searcher_over(folder)
    write(folder, {"b.txt": GERMAN})
    searcher.reload()
    assert words_of(searcher) == words_of(searcher_over(folder))

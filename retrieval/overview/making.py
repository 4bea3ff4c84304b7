"""Makes the overview of a corpus from a sample of its sentences."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import stem
from retrieval.analysis.sentence_flags import QUOTATION
from retrieval.models import Document
from retrieval.overview.capitals import CapitalPairs, SampleWords
from retrieval.overview.names import Leading, key_of, name_reader
from retrieval.overview.overview import Overview, SampleQuestion
from retrieval.overview.sampling import Sample, sample
from retrieval.overview.statements import LONGEST, SHORTEST, StatementReader
from retrieval.overview.topics import find_topics
from retrieval.overview.words import OverviewWords
from retrieval.segments.open_collection import OpenCollection

MOST_SENTENCES = 20_000
"""The most sentences that are looked at."""
_MOST_QUESTIONS = 24
_MOST_READ = 8
"""The most other sentences in which a name is looked for."""
_SEEN_AS_NAME = 0.5
"""The least share of capitals that a name has."""


def overview_of(
    collection: OpenCollection, words: OverviewWords, sources: Iterable[str], most: int = MOST_SENTENCES
) -> Overview:
    """Return the overview of a corpus, whose articles have these sources, from at most `most` sentences.

    It is a pure function of the documents and the arguments.
    """
    chosen = sample(collection, most)
    return _Maker(collection, words, sources, chosen).overview() if len(chosen) else Overview()


class _Maker:
    """Makes one overview. A sentence is named by its place in the sample."""

    def __init__(
        self, collection: OpenCollection, words: OverviewWords, sources: Iterable[str], chosen: Sample
    ) -> None:
        self._collection = collection
        self._words = words
        articles = tuple(f"{it} " for it in (words.article, words.article.capitalize()) if it)
        publishers = (*sources, *words.agencies)
        self._publishers = {key_of(it.partition(" ")[2] if it.startswith(articles) else it) for it in publishers}
        self._linking = {stem(part) for it in words.linking for part in it.split()}
        self._chosen = chosen
        self._read = SampleWords(collection, chosen)
        self._names = name_reader(words)
        self._refused: dict[str, bool] = {}
        self._pairs: CapitalPairs = self._read.pairs(self._linking)

    def overview(self) -> Overview:
        """Return the overview."""
        documents, texts = self._chosen.located.places, self._chosen.texts
        topics = find_topics(self._pairs, documents, texts, self._names, self._is_refused)
        return Overview(topics, tuple(self._questions()))

    def _is_refused(self, key: str, name: str) -> bool:
        """Tell whether a name is that of a publisher, or words that are mostly written in lower case."""
        if key not in self._refused:
            self._refused[key] = key in self._publishers or self._read.capitalised(name) < _SEEN_AS_NAME
        return self._refused[key]

    def _questions(self) -> Iterator[SampleQuestion]:
        """Yield questions about different names, from different documents, in the order of the sample's keys."""
        reader, chosen = StatementReader(self._words, self._names), self._chosen
        names: set[str] = set()
        documents: set[int] = set()
        for row in self._statements().tolist():
            place = int(chosen.located.places[row])
            statement = None if place in documents else reader.read(chosen.texts[row])
            if statement is None or statement.name.key in names | self._publishers:
                continue
            document = self._document(row)
            if self._is_whole(statement.name, row, document):
                yield SampleQuestion(statement.question, document.id, int(chosen.starts[row]), int(chosen.ends[row]))
                names.add(statement.name.key)
                documents.add(place)
                if len(names) == _MOST_QUESTIONS:
                    return

    def _statements(self) -> NDArray[np.intp]:
        """Return the sentences that may be statements, in the order of the sample's keys."""
        words, chosen = self._words, self._chosen
        verbs, pronouns = ({stem(it) for it in its} for its in (dict(words.verbs), words.pronouns))
        rows = self._read.statements(verbs, self._linking, pronouns, words.article)
        lengths = chosen.ends[rows] - chosen.starts[rows]
        rows = rows[(lengths >= SHORTEST) & (lengths <= LONGEST) & (chosen.flags[rows] & QUOTATION == 0)]
        ordered: NDArray[np.intp] = rows[np.argsort(chosen.keys[rows], kind="stable")]
        return ordered

    def _document(self, row: int) -> Document:
        """Return the document of a sentence."""
        located = self._chosen.located
        segment = self._collection.parts[int(located.parts[row])].segment
        return segment.document(int(located.documents[row]))

    def _is_whole(self, name: Leading, row: int, document: Document) -> bool:
        """Tell whether the corpus knows a name as a whole one, and not as a part of another.

        It stands in the title of its article, or within another sentence. A title that was taken from the text counts
        for nothing.
        """
        if name.words == 1:
            return self._read.stands_alone(name.key)
        if f" {name.key} " in f" {key_of(document.title)} " and not document.text.lstrip().startswith(
            document.title.rstrip(" …")
        ):
            return True
        return any(
            mention.key == name.key and mention.is_inside and mention.is_whole
            for other in self._pairs.companions(row)[:_MOST_READ].tolist()
            for mention in self._names.mentions(self._chosen.texts[other])
        )

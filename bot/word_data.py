"""What is made of the word data of the languages: the rules of answers, filters, follow-ups and small talk."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answering import AnswerRules
from bot.conversation.small_talk import SmallTalkPhrases
from bot.near_duplicates import SameSentence
from bot.publishers import Agencies
from config.languages import (
    ENGLISH,
    LanguageError,
    languages,
    read_agencies,
    read_filter_clues,
    read_language,
    read_table,
    read_table_if_any,
    shipped_text,
)
from config.locations import FOLDER
from retrieval.analysis.languages import Languages
from retrieval.analysis.languages.data import ReadTable
from retrieval.overview.words import OverviewWords
from retrieval.query.filter_clues import FilterClues

if TYPE_CHECKING:
    from bot.conversation.completer import Completer
    from retrieval.query.question_filters import FilterReader, LanguageFilters


class WordData:
    """The word data, read and used once, when the first of them are needed.

    What makes something of them raises `LanguageError`.
    """

    def __init__(self, own: Path | None = None) -> None:
        """Take the operator's folder of word data, if there is one."""
        self._own = own
        self._made_filters: dict[str, LanguageFilters] = {}

    def overview(self) -> OverviewWords:
        """Return the words by which the articles are summed up."""
        return self._overview

    @cached_property
    def _overview(self) -> OverviewWords:
        with self.reporting():
            agencies, _ = read_agencies(self._own)
            return OverviewWords.of(self._english("overview"), agencies)

    def analyses(self, corpus_language: str | None = None) -> Languages:
        """Return the languages of articles and questions; the words of each are read once it is met.

        Those of the operator's folder are read here, and what is wrong there is told.
        """
        return Languages(self._read_table, corpus_language)

    @cached_property
    def _read_table(self) -> ReadTable:
        if self._own is None:
            return read_table_if_any
        from bot.article_words import read_own_tables  # noqa: PLC0415  (few have a folder of their own)

        with self.reporting():
            return read_own_tables(self._own)

    def answer_rules(self) -> AnswerRules:
        """Return what decides which citations stand together."""
        with self.reporting():
            names, credit_words = read_agencies(self._own)
            return AnswerRules(SameSentence(self._english("near_duplicates")), Agencies(names, credit_words))

    def small_talk(self) -> SmallTalkPhrases:
        """Return the phrases that ask nothing of the articles, in all languages."""
        return self._small_talk

    @cached_property
    def _small_talk(self) -> SmallTalkPhrases:
        name = "small_talk"
        if self._own is None:
            return SmallTalkPhrases(lambda: self._tables(name).values(), lambda: shipped_text(name))
        # What is wrong in the operator's folder is told at the start.
        phrases = SmallTalkPhrases(lambda: self._tables(name).values())
        with self.reporting():
            phrases.prepare()
        return phrases

    def filter_clues(self) -> FilterClues:
        """Return what tells whether a message may have filters, and in which languages."""
        with self.reporting():
            clues = FilterClues(self._english("filters"), read_filter_clues(self._own))
            if self._own is not None:
                clues.prepare()  # what is wrong in the operator's folder is told at the start
            return clues

    def filters(self, languages: Iterable[str] = ()) -> "FilterReader":
        """Return what finds filters in a message in English and in these other languages."""
        from retrieval.query.question_filters import FilterReader  # noqa: PLC0415  (few questions have filters)

        with self.reporting():
            agencies, _ = read_agencies(self._own)
            spellings = [it for name, others in agencies.items() for it in (name, *others)]
            return FilterReader(*map(self._filters_in, (ENGLISH, *languages)), agencies=spellings)

    def _filters_in(self, language: str) -> "LanguageFilters":
        from retrieval.query.question_filters import LanguageFilters  # noqa: PLC0415

        if (made := self._made_filters.get(language)) is None:
            with self.reporting(language):
                words = self._english("filters") if language == ENGLISH else read_table(language, "filters", self._own)
                made = self._made_filters[language] = LanguageFilters(language, words)
        return made

    def follow_ups(self) -> "Completer":
        """Return what completes questions that follow others, in all languages."""
        return self._completer

    @cached_property
    def _completer(self) -> "Completer":
        from bot.conversation.completer import Completer  # noqa: PLC0415  (a single question follows none)

        tables = self._tables("follow_ups")
        with self.reporting():
            others = {
                code: {"follow_ups": table, "filters": read_table(code, "filters", self._own)}
                for code, table in tables.items()
                if code != ENGLISH
            }
            return Completer(self._words, others)

    def _tables(self, name: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the table of each language that has it, English first."""
        tables = {ENGLISH: self._english(name)}
        further = {code: read_table(code, name, self._own) for code in languages(self._own)[1:]}
        return tables | {code: table for code, table in further.items() if table}

    def _english(self, name: str) -> Mapping[str, Any]:
        """Return a table of English. Without an operator's folder no other is parsed: one question needs half of them.

        Raises `KeyError` if the operator's folder has no such table.
        """
        return read_table(ENGLISH, name) if self._own is None else self._words[name]

    @cached_property
    def _words(self) -> Mapping[str, Any]:
        return read_language(ENGLISH, self._own)

    @contextmanager
    def reporting(self, language: str | None = None) -> Iterator[None]:
        """Turn what word data of another form raise into a `LanguageError`; it names the file of one `language`."""
        try:
            yield
        except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
            file = (self._own or FOLDER / "languages") / ("" if language is None else f"{language}.toml")
            raise LanguageError(f"cannot use the word data in {file}: {type(error).__name__}: {error}") from error

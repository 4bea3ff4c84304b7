"""Parses a question to a corpus that has other languages than English, in each of them that has its script."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from retrieval.analysis import LONGEST_WORD, Token
from retrieval.analysis.languages import ENGLISH, Analysis, LanguageClass, Languages
from retrieval.analysis.scripts import (
    CASED,
    HAN,
    LANGUAGES_OF,
    LATIN,
    UNSPACED,
    main_script,
    script_of,
    script_of_language,
    scripts_in,
)
from retrieval.analysis.units import PAIR
from retrieval.analysis.units import UNSPACED as UNSPACED_CHARACTER
from retrieval.models import Query, QueryTerm
from retrieval.query.language_synonyms import language_synonyms
from retrieval.query.parsing import MOST_CORRECTED, MOST_TERMS, MOST_WORDS, IsForeign, parse
from retrieval.query.question_words import question_words
from retrieval.query.synonyms import Synonyms
from retrieval.vocabulary.spelling import is_slip
from retrieval.vocabulary.vocabulary import Vocabulary

MOST_UNITS = 64
"""The most distinct terms of a question in a script without blanks: its units and their pairs are each a term."""

_LONG_WORD = 8
"""The letters of a word that is corrected by any edit."""

_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class CorpusLanguages:
    """The languages of a corpus, those of most documents first, with their analyses."""

    languages: Languages
    codes: tuple[str, ...] = (ENGLISH.code,)

    @property
    def is_english(self) -> bool:
        """Whether the corpus has English documents only."""
        return self.codes in {(ENGLISH.code,), ()}

    def written_in(self, script: str | None) -> list[Analysis]:
        """Return the analyses of the languages with a script, Chinese and Japanese being alike."""
        scripts = HAN if script in HAN else {script}
        return [self.languages.analysis(it) for it in self.codes if script_of_language(it) in scripts]

    def asks_in_another(self, text: str) -> IsForeign:
        """Return what tells whether a word of a question, which the corpus lacks, asks in another language."""
        read: dict[str, frozenset[str]] = {}

        def is_foreign(word: str) -> bool:
            if (script := script_of(word[0])) is None:
                return False
            if script not in read:
                # Few questions have words that could be corrected.
                from retrieval.query.foreign_questions import foreign_question_words  # noqa: PLC0415

                read[script] = foreign_question_words(text, script, self.languages, self.codes)
            return word.casefold() in read[script]

        return is_foreign


def parse_question(text: str, corpus: CorpusLanguages, synonyms: Synonyms, vocabulary: Vocabulary) -> Query:
    """Parse a question as `parse` does, in the languages of the corpus."""
    script = main_script(scripts_in(text)) or LATIN
    analyses = corpus.written_in(script)
    if not analyses and script == LATIN:
        return parse(text, synonyms, vocabulary, corpus.asks_in_another(text))
    analyses = analyses or [corpus.languages.analysis(_of_script(script))]
    own = _own(text, analyses, corpus.languages)
    others = [it for it in analyses if it is not own]
    if own is ENGLISH:
        query = parse(text, synonyms, vocabulary, corpus.asks_in_another(text))
    else:
        query = _parse(text, own, vocabulary, corpus)
    if not others:
        return query
    terms = (replace(it, forms=_forms(it, others)) if it.correction is None else it for it in query.terms)
    return replace(query, terms=tuple(terms))


def _of_script(script: str) -> str:
    return next(iter(LANGUAGES_OF.get(script, ())), ENGLISH.code)


def _own(text: str, analyses: Sequence[Analysis], languages: Languages) -> Analysis:
    """Return the analysis of the language that a question is in: by its question words, then by its function words."""
    if len(analyses) == 1:
        return analyses[0]
    signs: Counter[str] = Counter()
    for analysis in analyses:
        if analysis is not ENGLISH:
            _, _, count = question_words(languages.read, analysis.code).read(text)
            signs[analysis.code] += 2 * count
        signs[analysis.code] += sum(map(analysis.is_function_word, islice(analysis.words(text), MOST_WORDS)))
    return max(analyses, key=lambda it: signs[it.code])  # of several the one of most documents, which is the first


def _forms(term: QueryTerm, others: Sequence[Analysis]) -> tuple[str, ...]:
    """Return the terms that a word has in other languages, but for those in which it is a function word."""
    is_pair = len(term.term) > 1 and UNSPACED_CHARACTER.search(term.word) is not None
    word = f"{PAIR}{term.word}" if is_pair else term.word
    forms = dict.fromkeys(it.term(word) for it in others if not it.is_function_word(word))
    return tuple(form for form in forms if form not in term.alternatives)


def _parse(text: str, analysis: Analysis, vocabulary: Vocabulary, corpus: CorpusLanguages) -> Query:
    languages = corpus.languages
    kind, asked, _ = question_words(languages.read, analysis.code).read(text)
    words = list(islice(analysis.tokens(asked), MOST_WORDS))
    most = MOST_TERMS
    if analysis.kind is LanguageClass.UNSPACED:
        words, most = _with_pairs(words, analysis), MOST_UNITS
    synonyms = language_synonyms(languages, analysis.code)
    reader = _TermReader(analysis, vocabulary, synonyms, corpus.asks_in_another(text), shows_case=_shows_case(words))
    terms: dict[str, QueryTerm] = {}
    for position, word in enumerate(words):
        if len(terms) == most:
            break
        if word.term not in terms and not analysis.is_function_word(word.word):
            term = reader.read(word.word, word.term, is_first=position == 0)
            terms.setdefault(term.term, term)
    return Query(
        text,
        tuple(terms.values()),
        kind,
        tuple(it.term for it in words if not it.word.startswith(PAIR)),
        language=analysis.code,
        ranked_as=analysis.kind.value,
        has_cases=script_of_language(analysis.code) in CASED,
        has_compounds=analysis.has_compounds,
    )


def _shows_case(words: Sequence[Token]) -> bool:
    """Tell whether a question has small letters, and capitals beside its first letter."""
    return any(it.word.islower() for it in words) and any(
        any(map(str.isupper, it.word if place else it.word[1:])) for place, it in enumerate(words)
    )


class _TermReader:
    """Makes terms of the words of one question, of which it corrects `MOST_CORRECTED`."""

    def __init__(
        self,
        analysis: Analysis,
        vocabulary: Vocabulary,
        synonyms: Synonyms,
        is_foreign: IsForeign,
        *,
        shows_case: bool,
    ) -> None:
        self._analysis = analysis
        self._vocabulary = vocabulary
        self._synonyms = synonyms
        self._is_foreign = is_foreign
        self._shows_case = shows_case and analysis.marks_names
        self._unknown = 0

    def read(self, word: str, term: str, *, is_first: bool) -> QueryTerm:
        """Return the term of a word, which is that of its correction if it is mistyped."""
        analysis, vocabulary, synonyms = self._analysis, self._vocabulary, self._synonyms
        as_name = self._shows_case and word[0].isupper() and (not is_first or any(map(str.isupper, word[1:])))
        correction = None
        is_known = vocabulary.has(term) or bool(synonyms.of(term))
        if not is_known and self._unknown < MOST_CORRECTED and _may_be_mistyped(word):
            self._unknown += 1
            correction = _correction(word, vocabulary, as_name=as_name)
            if correction is not None and self._is_foreign(word):
                correction = None
            term = term if correction is None else analysis.term(correction)
        always = self._shows_case and not is_first
        return QueryTerm(
            word=word.removeprefix(PAIR),
            term=term,
            is_name=as_name or (analysis.marks_names and vocabulary.is_name(term, always=always)),
            synonyms=synonyms.of(term),
            correction=correction,
            is_number=bool(_NUMERAL.fullmatch(word)),
        )


def _correction(word: str, vocabulary: Vocabulary, *, as_name: bool) -> str | None:
    """Return the correction of a mistyped word; of a short one only a slip: no list tells it from another form."""
    correction = vocabulary.closest(word, as_name=as_name)
    if correction is None or len(word) >= _LONG_WORD or is_slip(word.casefold(), correction.casefold()):
        return correction
    return None


def _may_be_mistyped(word: str) -> bool:
    """Tell whether a word may be corrected: it is of letters of an alphabet, and no longer than words are."""
    return len(word) <= LONGEST_WORD and word.isalpha() and (script_of(word[0]) or "") not in UNSPACED


def _with_pairs(words: Sequence[Token], analysis: Analysis) -> list[Token]:
    """Return the units of a question with the pairs of those that touch."""
    found: list[Token] = []
    before: Token | None = None
    for word in words:
        is_unit = UNSPACED_CHARACTER.search(word.word) is not None
        if before is not None and is_unit and before.end == word.start:
            pair = f"{PAIR}{before.word}{word.word}"
            found.append(Token(before.start, word.end, pair, analysis.term(pair)))
        found.append(word)
        before = word if is_unit else None
    return found

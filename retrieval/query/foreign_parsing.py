"""Parses a question to a corpus that has other languages than English, in each of them that has its script."""

import re
from collections.abc import Collection, Sequence
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
from retrieval.query.typed_words import runs_of, with_runs
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
        alike = _alike(script)
        return [self.languages.analysis(it) for it in self.codes if script_of_language(it) in alike]

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
    """Parse a question as `parse` does, in its own language; each word may have forms in languages of its script."""
    own = _own(text, corpus)
    if own is ENGLISH:
        query = parse(text, synonyms, vocabulary, corpus.asks_in_another(text))
        query = with_runs(query, list(islice(own.tokens(text), MOST_WORDS)))
    else:
        query = _parse(text, own, vocabulary, corpus)
    if all(it == own.code for it in corpus.codes):
        return query
    return replace(query, terms=tuple(_with_forms(it, own, corpus, vocabulary) for it in query.terms))


def _own(text: str, corpus: CorpusLanguages) -> Analysis:
    """Return the analysis of the language that a question is in.

    Languages of the corpus whose script it has letters of are possible, and the one that its main script suggests.
    Question words and function words tell between scripts, then the letters: a name may be most of a question.
    """
    scripts = scripts_in(text)
    main = main_script(scripts) or LATIN
    possible = {it.code: it for script in scripts or (LATIN,) for it in corpus.written_in(script)}
    if not corpus.written_in(main):
        suggested = _of_script(main)
        if main != LATIN or not possible:
            possible[suggested] = corpus.languages.analysis(suggested)
    if len(possible) == 1:
        return next(iter(possible.values()))
    asking: dict[str, int] = {}
    function_words: dict[str, int] = {}
    for code, analysis in possible.items():
        count = 0 if analysis is ENGLISH else question_words(corpus.languages.read, code).read(text)[2]
        asking[code] = 2 * count
        function_words[code] = sum(map(analysis.is_function_word, islice(analysis.words(text), MOST_WORDS)))

    def of_script(code: str) -> tuple[int, int]:
        # A single unit that is a function word is also a part of names.
        is_unit = possible[code].kind is LanguageClass.UNSPACED
        letters = sum(count for script, count in scripts.items() if script in _alike(script_of_language(code)))
        return asking[code] + (0 if is_unit else function_words[code]), letters

    best = max(possible, key=of_script)
    alike = _alike(script_of_language(best))
    # Of several that are as likely the one of most documents, which is the first.
    own = max(
        (it for it in possible if script_of_language(it) in alike), key=lambda it: asking[it] + function_words[it]
    )
    return possible[own]


def _of_script(script: str) -> str:
    return next(iter(LANGUAGES_OF.get(script, ())), ENGLISH.code)


def _alike(script: str | None) -> Collection[str | None]:
    """Return the scripts whose languages share characters with this one's."""
    return HAN if script in HAN else {script}


def _with_forms(term: QueryTerm, own: Analysis, corpus: CorpusLanguages, vocabulary: Vocabulary) -> QueryTerm:
    """Add the terms that a word has in the other languages of its script, but for those where it is a function word.

    A word that the corpus has in one of these is not mistyped.
    """
    is_pair = len(term.term) > 1 and UNSPACED_CHARACTER.search(term.word) is not None
    word = f"{PAIR}{term.word}" if is_pair else term.word
    written = corpus.written_in(script_of(term.word[0]) or script_of_language(own.code))
    others = [it for it in written if it is not own and not it.is_function_word(word)]
    forms = dict.fromkeys(it.term(word) for it in others)
    if term.correction is not None:
        if not any(map(vocabulary.has, forms)):
            return term
        term = replace(term, term=own.term(word), correction=None, synonyms=())
    return replace(term, forms=tuple(form for form in forms if form not in term.alternatives))


def _parse(text: str, analysis: Analysis, vocabulary: Vocabulary, corpus: CorpusLanguages) -> Query:
    languages = corpus.languages
    asking = question_words(languages.read, analysis.code)
    kind, asked, _ = asking.read(text)
    words = list(islice(analysis.tokens(asked), MOST_WORDS))
    runs = runs_of(words, asking)
    most = MOST_TERMS
    if analysis.kind is LanguageClass.UNSPACED:
        words, most = _with_pairs(words, analysis), MOST_UNITS
    synonyms = language_synonyms(languages, analysis.code)
    reader = _TermReader(analysis, vocabulary, synonyms, corpus.asks_in_another(text), shows_case=_shows_case(words))
    terms: dict[str, QueryTerm] = {}
    read: dict[str, str] = {}
    asked_for = [it for it in words if not analysis.is_function_word(it.word)]
    if analysis.kind is LanguageClass.UNSPACED:
        asked_for = _pairs_first(asked_for)
    for word in asked_for:
        if len(terms) == most:
            break
        if word.term not in terms:
            term = reader.read(word.word, word.term, is_first=word is words[0])
            terms.setdefault(term.term, term)
            read[word.word] = term.term
    places = {term: place for place, term in enumerate(terms)}
    return Query(
        text,
        tuple(terms.values()),
        kind,
        tuple(it.term for it in words if not it.word.startswith(PAIR)),
        language=analysis.code,
        ranked_as=analysis.kind.value,
        has_cases=script_of_language(analysis.code) in CASED,
        has_compounds=analysis.has_compounds,
        runs=tuple(its for run in runs if (its := tuple(places[read[it.word]] for it in run if it.word in read))),
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


def _pairs_first(words: Sequence[Token]) -> list[Token]:
    """Return the words of a question; without its last single units if there are more terms than `MOST_UNITS`."""
    units = dict.fromkeys(it.term for it in words if _is_unit(it.word))
    others = {it.term for it in words if not _is_unit(it.word)}
    kept = set(islice(units, max(MOST_UNITS - len(others), 0)))
    return [it for it in words if it.term in kept or not _is_unit(it.word)]


def _is_unit(word: str) -> bool:
    return not word.startswith(PAIR) and UNSPACED_CHARACTER.search(word) is not None

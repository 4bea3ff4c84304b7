"""Questions that are read while they are typed: the last word may lack its end."""

from retrieval.analysis import LONGEST_WORD, is_english, is_stopword, tokens
from retrieval.analysis.scripts import script_of
from retrieval.query.foreign_parsing import CorpusLanguages
from retrieval.vocabulary.vocabulary import Vocabulary


def with_last_word(text: str, vocabulary: Vocabulary, languages: CorpusLanguages) -> str:
    """Return a text whose last word, if it is half typed, is replaced by the likeliest word that begins so.

    A word is whole if something stands behind it, a blank too, or if it is a word of English or of the corpus, in any
    of its languages. Then the text is returned as it is, and also if no word of the corpus begins so.
    """
    last = None
    for last in tokens(text):  # noqa: B007  (the last of them)
        pass
    if last is None or last.end != len(text) or len(last.word) > LONGEST_WORD:
        return text
    if is_stopword(last.word) or vocabulary.has(last.term) or is_english(last.word):
        return text
    for analysis in languages.written_in(script_of(last.word[0])):
        if analysis.is_function_word(last.word) or vocabulary.has(analysis.term(last.word)):
            return text
    whole = vocabulary.likeliest(last.word)
    return text if whole is None else text[: last.start] + whole

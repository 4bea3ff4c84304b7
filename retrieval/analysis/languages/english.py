"""The analysis of English: the functions of `retrieval.analysis` as a port."""

from collections.abc import Iterator, Sequence

from retrieval.analysis.languages.port import LanguageClass
from retrieval.analysis.sentences import sentence_bounds
from retrieval.analysis.terms import Token, is_stopword, stem, tokens
from retrieval.analysis.token_types import token_type
from retrieval.analysis.tokenizer import WORD, tokenise
from retrieval.analysis.units import PAIR, units_and_pairs


class English:
    """English, and every text in Latin letters whose language is not known."""

    code = "en"
    kind = LanguageClass.ENGLISH
    marks_names = True
    has_compounds = False

    def sentence_bounds(self, text: str, start: int = 0) -> list[tuple[int, int, bool]]:
        """Return the spans of sentences."""
        return sentence_bounds(text, start)

    def words(self, text: str) -> list[str]:
        """Return the words of a text."""
        return tokenise(text)

    def words_and_pairs(self, text: str) -> list[str]:
        """Return the words of a text and the pairs of what it has of scripts without blanks."""
        return units_and_pairs(WORD.findall(text))

    def words_and_pairs_of(self, texts: Sequence[str], separator: str) -> list[str]:
        """Return the words and pairs of each text, with the separator after each text."""
        return [word for text in texts for word in (*self.words_and_pairs(text), separator)]

    def tokens(self, text: str) -> Iterator[Token]:
        """Yield the words with their offsets and terms."""
        return tokens(text)

    def term(self, word: str) -> str:
        """Return the term of a word."""
        return stem(word.removeprefix(PAIR))

    def is_function_word(self, word: str) -> bool:
        """Tell whether a word is a function word."""
        return is_stopword(word)

    def token_type(self, word: str, *, is_content: bool) -> int:
        """Return the type code of a word."""
        return token_type(word, is_content=is_content)


ENGLISH = English()

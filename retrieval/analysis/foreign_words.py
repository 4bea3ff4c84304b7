"""Terms of words in other scripts than Latin, by the script alone: the text around them is in another language."""

from retrieval.analysis.letters import letters_of, one_form, simplified
from retrieval.analysis.scripts import LANGUAGES_OF, OF_CHARACTERS, UNSPACED
from retrieval.analysis.stemmers import stemmed


def foreign_term(word: str, script: str) -> str:
    """Return the term of a word of a script, as the first of the languages that are written in it has it."""
    code = next(iter(LANGUAGES_OF.get(script, ())), "")
    return term_in(word, code, script)


def term_in(word: str, code: str, script: str | None, stemmer: str | None = None) -> str:
    """Return the term of a word in a language: letters made alike, stemmed if there is a stemmer, in one form.

    `stemmer` is the code of the language whose stemmer serves, if it is another's.
    """
    letters = letters_of(word, code)
    if script in UNSPACED:
        return simplified(letters) if script in OF_CHARACTERS else letters
    return one_form(stemmed(letters, stemmer or code), code)

"""Which language a text is in: by its script, by English function words, then by py3langid."""

from functools import lru_cache
from typing import TYPE_CHECKING

from retrieval.analysis.scripts import LANGUAGES_OF, LATIN, main_script, scripts_in
from retrieval.analysis.terms import STOPWORDS

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_MOST_LETTERS = 200
"""py3langid takes time in proportion, and is not surer of more."""

_ELSEWHERE = """
    a am an as also at by do had has he her him i if in is it just let may me mine most no on or our own per so then to
    too under up us was we were will your you
    """
_ENGLISH = STOPWORDS - frozenset(_ELSEWHERE.split())
"""Function words of English that are no common words of other languages."""

_ENGLISH_SHARE = 0.09
"""The share of English function words of a text that is taken for English without asking further."""
_SURE = 0.9
"""The least probability of a language that is believed, among those of its script."""

_MOST_READ = 1000
"""The characters in which function words are counted: a page may begin with names."""

_FEW_LETTERS = 20
"""The letters of a text that is too short to tell."""

OF_LATIN = (
    *("ca", "cs", "da", "de", "es", "et", "fi", "fr", "hr", "hu", "id", "it", "lt", "lv", "nl", "no", "pl"),
    *("pt", "ro", "sk", "sl", "sq", "sv", "sw", "tr", "vi"),
)
"""The languages that are told apart in Latin letters, beside English."""
_THREE_LETTERS = {
    "ara": "ar",
    "ben": "bn",
    "cat": "ca",
    "ces": "cs",
    "cze": "cs",
    "chi": "zh",
    "dan": "da",
    "deu": "de",
    "dut": "nl",
    "ell": "el",
    "eng": "en",
    "fas": "fa",
    "fin": "fi",
    "fra": "fr",
    "fre": "fr",
    "ger": "de",
    "gre": "el",
    "heb": "he",
    "hin": "hi",
    "hun": "hu",
    "ind": "id",
    "ita": "it",
    "jpn": "ja",
    "kor": "ko",
    "nld": "nl",
    "nor": "no",
    "per": "fa",
    "pol": "pl",
    "por": "pt",
    "ron": "ro",
    "rum": "ro",
    "rus": "ru",
    "spa": "es",
    "swe": "sv",
    "tha": "th",
    "tur": "tr",
    "ukr": "uk",
    "urd": "ur",
    "vie": "vi",
    "zho": "zh",
}
_OTHER_CODES = {"in": "id", "iw": "he", "nb": "no", "nn": "no", "cmn": "zh", "yue": "zh"}


def own_code(tag: str | None) -> str | None:
    """Return the code of a language tag such as "de-AT" or "eng"; None for what is no tag."""
    code = (tag or "").replace("_", "-").partition("-")[0].strip().lower()
    code = _OTHER_CODES.get(code, _THREE_LETTERS.get(code, code))
    return code if code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else None  # noqa: PLR2004  (ISO 639)


def detected(text: str, start: int = 0) -> str:
    """Return the code of the language of a text from `start` on, "en" if nothing tells."""
    sample = _sample(text, start)
    scripts = scripts_in(sample)
    script = main_script(scripts)
    if script is None:
        return "en"
    if script in {"Hani", "Hira", "Kana"}:
        kana = scripts["Hira"] + scripts["Kana"]
        return "ja" if kana * 10 > scripts["Hani"] else "zh"
    if script != LATIN:
        codes = LANGUAGES_OF[script]
        return codes[0] if len(codes) == 1 else _identified(sample, tuple(codes))
    words = text[start : start + _MOST_READ].lower().split()
    if sum(it in _ENGLISH for it in words) >= _ENGLISH_SHARE * len(words) or scripts[LATIN] < _FEW_LETTERS:
        return "en"
    return _identified(sample, ("en", *OF_LATIN))


def _sample(text: str, start: int) -> str:
    """Return what begins with the first longer paragraph: the first lines of a page are often names."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start >= _MOST_LETTERS // 2 or end == len(text):
            break
        start = end + 1
    return text[start : start + _MOST_LETTERS] if start < len(text) else text[:_MOST_LETTERS]


def _identified(sample: str, codes: tuple[str, ...]) -> str:
    code, probability = _identifier(codes).classify(sample)
    return str(code) if probability >= _SURE else codes[0]


@lru_cache(maxsize=8)
def _identifier(codes: tuple[str, ...]) -> "LanguageIdentifier":
    """Return py3langid for some languages; it takes half a second to load, and 77 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([it for it in codes if it in set(identifier.nb_classes)])
    return identifier

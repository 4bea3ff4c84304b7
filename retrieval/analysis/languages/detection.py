"""Which language a text is in: by its script, by English function words, then by py3langid."""

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from retrieval.analysis.scripts import LANGUAGES_OF, LATIN, UNSPACED, scripts_in
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
_THREE_LETTERS = dict(
    pair.split("=")
    for pair in """
    afr=af alb=sq amh=am ara=ar arm=hy aze=az baq=eu bel=be ben=bn bul=bg bur=my cat=ca ces=cs chi=zh cym=cy cze=cs
    dan=da deu=de dut=nl ell=el eng=en epo=eo est=et eus=eu fas=fa fil=tl fin=fi fra=fr fre=fr geo=ka ger=de gle=ga
    glg=gl gre=el guj=gu heb=he hin=hi hrv=hr hun=hu hye=hy ice=is ind=id isl=is ita=it jpn=ja kan=kn kat=ka kaz=kk
    khm=km kor=ko lao=lo lav=lv lit=lt mac=mk mal=ml mar=mr may=ms mkd=mk mlt=mt mon=mn msa=ms mya=my nep=ne nld=nl
    nor=no pan=pa per=fa pol=pl por=pt ron=ro rum=ro rus=ru sin=si slk=sk slo=sk slv=sl spa=es sqi=sq srp=sr swa=sw
    swe=sv tam=ta tel=te tgl=tl tha=th tur=tr ukr=uk urd=ur uzb=uz vie=vi wel=cy yid=yi zho=zh
    """.split()  # noqa: SIM905  (a list would be a page long)
)
"""The codes of two letters of ISO 639-1 for those of three of ISO 639-2."""
_OTHER_CODES = {"in": "id", "iw": "he", "nb": "no", "nn": "no", "cmn": "zh", "yue": "zh"}
_NO_LANGUAGE = frozenset({"mis", "mul", "und", "zxx", "xx"})
_OF_ONE = 3


def own_code(tag: str | None) -> str | None:
    """Return the code of a language tag such as "de-AT" or "eng"; None for what is no tag."""
    code = (tag or "").replace("_", "-").partition("-")[0].strip().lower()
    code = _OTHER_CODES.get(code, _THREE_LETTERS.get(code, code))
    if code in _NO_LANGUAGE:
        return None
    return code if code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else None  # noqa: PLR2004  (ISO 639)


def detected(text: str, start: int = 0) -> str:
    """Return the code of the language of a text from `start` on, "en" if nothing tells."""
    beginning = text[start : start + _MOST_READ]
    scripts = scripts_in(beginning)
    script = _script_of(scripts)
    if script is None:
        return "en"
    sample = _sample(text, start)
    if script in {"Hani", "Hira", "Kana"}:
        kana = scripts["Hira"] + scripts["Kana"]
        return "ja" if kana * 10 > scripts["Hani"] else "zh"
    if script != LATIN:
        codes = LANGUAGES_OF[script]
        return codes[0] if len(codes) == 1 else _identified(sample, tuple(codes))
    words = beginning.lower().split()
    if sum(it in _ENGLISH for it in words) >= _ENGLISH_SHARE * len(words) or scripts[LATIN] < _FEW_LETTERS:
        return "en"
    return _identified(sample, ("en", *OF_LATIN))


def _script_of(scripts: Counter[str]) -> str | None:
    """Return the script of a text, by the letters of each. Articles in all scripts have names and code in Latin ones.

    A character of a script without blanks stands for about as much as three letters.
    """
    weighted = {script: count * (_OF_ONE if script in UNSPACED else 1) for script, count in scripts.items()}
    others = {script: count for script, count in weighted.items() if script != LATIN}
    if not weighted:
        return None
    if 2 * sum(others.values()) < sum(weighted.values()):
        return LATIN
    return max(others, key=lambda it: others[it])


def _sample(text: str, start: int) -> str:
    """Return what begins with the first longer paragraph: the first lines of a page are often names."""
    first = start
    while first < len(text):
        end = text.find("\n", first)
        end = len(text) if end < 0 else end
        if end - first >= _MOST_LETTERS // 2:
            return text[first : first + _MOST_LETTERS]
        first = end + 1
    return text[start : start + _MOST_LETTERS]


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

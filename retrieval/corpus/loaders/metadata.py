"""Parses metadata fields (dates, languages, addresses), and derives a title from the text."""

import re
import reprlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache

from retrieval.analysis import sentence_spans
from retrieval.corpus.loaders.errors import UnusableError

_TITLE_LENGTH = 80
_READ_FOR_TITLE = 1_000
_ISO_DATE = re.compile(r"\d{4}-[\dW]|\d{8}(?!\d)")  # not 1701011012345
_LANGUAGE = re.compile(r"(?P<code>[a-z]{2,3})(?:[-_.@]|$)")
_NO_LANGUAGES = frozenset({"und", "mul", "zxx", "mis"})
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"\x00-\x20\x7f]+", re.IGNORECASE)
# ISO 639-2 codes, which books and catalogues use, to ISO 639-1; some languages have two of the former.
_LANGUAGES = """
afr:af alb:sq sqi:sq ara:ar arm:hy hye:hy aze:az baq:eu eus:eu bel:be ben:bn bos:bs bul:bg bur:my mya:my cat:ca
chi:zh zho:zh cze:cs ces:cs dan:da deu:de ger:de dut:nl nld:nl eng:en epo:eo est:et fao:fo fas:fa per:fa fin:fi
fra:fr fre:fr geo:ka kat:ka gla:gd gle:ga glg:gl gre:el ell:el guj:gu heb:he hin:hi hrv:hr hun:hu ice:is isl:is
ind:id ita:it jpn:ja kan:kn kaz:kk khm:km kor:ko lat:la lav:lv lit:lt ltz:lb mac:mk mkd:mk mal:ml mar:mr may:ms
msa:ms mlt:mt mon:mn nep:ne nno:nn nob:nb nor:no pan:pa pol:pl por:pt pus:ps ron:ro rum:ro rus:ru sin:si slk:sk
slo:sk slv:sl som:so spa:es srp:sr swa:sw swe:sv tam:ta tel:te tgl:tl tha:th tur:tr ukr:uk urd:ur uzb:uz vie:vi
wel:cy cym:cy yid:yi zul:zu
"""
_DATES_IN_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y")


def title_of(text: str, start: int = 0) -> str:
    """Return a title for a text without one: its first line or sentence, shortened between words."""
    first_line = next(line for line in text[start:].splitlines() if any(map(str.isalnum, line)))
    title = " ".join(first_line.lstrip("# \t").split())
    if len(title) <= _TITLE_LENGTH:
        return title
    beginning = first_line.lstrip()[:_READ_FOR_TITLE]  # a line may have many megabytes
    first = sentence_spans(beginning)[0]
    sentence = " ".join(beginning[first.start : first.end].split())
    if len(sentence) <= _TITLE_LENGTH:
        return sentence
    cut = sentence.rfind(" ", 0, _TITLE_LENGTH)
    return sentence[: cut if cut > 0 else _TITLE_LENGTH - 1].rstrip(" ,;:–—-") + "…"


def text_field(fields: Mapping[str, object], name: str) -> str | None:
    """Return a metadata field as one line of text; None if it is absent or has no visible character.

    Raises `UnusableError` where it is not text.
    """
    value = fields.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            value = str(value)
        except ValueError as error:  # more than 4,300 digits, which YAML accepts as hexadecimal
            raise UnusableError(f"{name} is a number that is too long: {error}") from None
    if value is None:
        return None
    if not isinstance(value, str):
        raise UnusableError(f"{name} is not text: {reprlib.repr(value)}")
    line = " ".join(encodable(value, name).split())
    return line if any(it.isprintable() and not it.isspace() for it in line) else None


def date_field(fields: Mapping[str, object], name: str) -> str | None:
    """Return a date field in ISO 8601 if it can be parsed, else its own words.

    A date-time without an offset is taken as UTC.
    Raises `UnusableError` where it is neither a date nor text.
    """
    value = fields.get(name)
    if isinstance(value, datetime):  # from YAML
        return iso_with_offset(value)
    if isinstance(value, date):
        return value.isoformat()
    words = text_field(fields, name)
    return None if words is None else date_of(words) or words


def date_of(words: str) -> str | None:
    """Parse a date or date-time as people, mail or machines write it; return it in ISO 8601, or None."""
    words = " ".join(words.split())
    for form in _DATES_IN_WORDS:  # "14 April 2021"
        try:
            return datetime.strptime(words, form).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    try:
        moment = datetime.fromisoformat(words if _ISO_DATE.match(words) else "")
    except ValueError:
        try:
            return iso_with_offset(parsedate_to_datetime(words))  # mail and feeds
        except (ValueError, OverflowError):  # the latter for a year of many digits
            return None
    return moment.date().isoformat() if re.fullmatch(r"[\dW-]+", words) else iso_with_offset(moment)


def iso_with_offset(moment: datetime) -> str:
    """Return a date-time in ISO 8601 with its offset; without one it is taken as UTC."""
    return (moment if moment.utcoffset() is not None else moment.replace(tzinfo=UTC)).isoformat()


def language_field(fields: Mapping[str, object], name: str) -> str | None:
    """Return a language field as a code; None if it is absent or unknown.

    Raises `UnusableError` where it is not text.
    """
    return language_code(text_field(fields, name))


def language_code(words: str | None) -> str | None:
    """Return the ISO 639 code of "en-GB", "eng" or "EN_us": two letters if there is such a code."""
    match = _LANGUAGE.match(words.strip().lower()) if words else None
    if match is None or match["code"] in _NO_LANGUAGES:
        return None
    return _two_letters().get(match["code"], match["code"])


@cache
def _two_letters() -> Mapping[str, str]:
    return {long: short for long, _, short in (pair.partition(":") for pair in _LANGUAGES.split())}


def web_address(words: str | None) -> str | None:
    """Return an absolute web address as written; None for anything else."""
    address = words.strip() if words else ""
    return address if _WEB_ADDRESS.fullmatch(address) else None


def encodable(text: str, what: str) -> str:
    """Return the text unaltered. Raises `UnusableError` where it holds an unpaired surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnusableError(f"{what} holds an unpaired surrogate at character {error.start}") from None
    return text

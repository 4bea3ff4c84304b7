"""Bytes to text."""

import codecs
import re
from contextlib import suppress

from charset_normalizer import from_bytes, is_binary

from retrieval.corpus.loaders.base import UnusableError

_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# What articles are written in where it is not UTF-8: Windows' pages, KOI8 and East Asia's. With those of DOS and of
# old Macs among them, almost any bytes fit something.
_ENCODINGS = [
    *(f"cp125{number}" for number in range(9)),
    *("koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949", "utf_16", "utf_32"),
]
# Of charset-normalizer's measure of mess, 0..1: between Europe's pages a few letters make no more difference.
_AS_LIKELY = 0.1
_FOUR_BYTES = 0xF0
# Where the Turkish page has ı, ğ and ş, the Western one has letters of Icelandic, which has these, too.
_TURKISH, _ICELANDIC = frozenset("ı"), frozenset("áæíóúÁÆÍÓÚ")

# Where a page or an XML file may declare its encoding, and what the declaration looks like.
_DECLARED_WITHIN = 4096
_DECLARATION = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']?\s*([\w.:-]+)|<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)
# What browsers read in place of what is declared: the larger set that has the smaller one in it.
_READ_AS = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    **dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be", "utf-32"), "utf-8"),  # it could not be read as ASCII else
}
_ENCODING = re.compile(r"utf|ascii|cp\d|iso|koi8|mac|tis|gb|big5|euc|shift|johab|hz")
_ONE_BYTE = re.compile(r"cp1\d\d\d|cp8\d\d|iso8859|koi8|mac")


def decode_markup(data: bytes) -> str:
    """Return the text of HTML or XML: as its byte order mark says, else as it declares, else as `decode` finds.

    One broken character spoils no page: it becomes a replacement character. Raises `UnusableError` as `decode` does.
    """
    declared = None if data.startswith((codecs.BOM_UTF8, *_BOMS)) else _declared(data)
    if declared and b"\0" not in data:
        if _ONE_BYTE.match(declared) and not data.isascii():
            with suppress(UnicodeDecodeError):  # a page saved anew in UTF-8 that still says what it was in before
                return _checked(data.decode())
        with suppress(UnicodeDecodeError):
            return _checked(data.decode(declared))
    with suppress(UnicodeDecodeError):
        return _checked(data.decode("utf-8-sig"))
    if b"\0" not in data and is_broken_utf8(data):
        return _checked(data.decode(errors="replace"))
    return decode(data)


def _declared(data: bytes) -> str | None:
    """Return Python's name of the encoding that is declared; None where none is, or none that is known."""
    match = _DECLARATION.search(data[:_DECLARED_WITHIN])
    try:
        codec = codecs.lookup((match[1] or match[2]).decode()) if match else None
    except LookupError:
        return None
    if codec is None or not _ENCODING.match(codec.name):  # "rot13" and "zip" are codecs, too
        return None
    return _READ_AS.get(codec.name, codec.name)


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8 with or without a byte order mark, else as charset-normalizer detects.

    Nothing else is altered, line ends neither. Raises `UnusableError` where the bytes are not text, or are
    UTF-8 with a broken place: in another encoding all its other letters would be wrong.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not data.startswith(_BOMS) and (b"\0" in data or is_binary(data)):
            raise UnusableError("is not text") from None
        if is_broken_utf8(data):
            raise UnusableError(f"is UTF-8 with a broken character at byte {error.start}") from None
        text = _detect(data)
    return _checked(text)


def _checked(text: str) -> str:
    if "\0" in text:
        raise UnusableError("is not text")
    if not text.strip():
        raise UnusableError("is empty")
    if not any(character.isalnum() for character in text):
        raise UnusableError("has no words")
    return text


def is_broken_utf8(data: bytes) -> bool:
    """Tell whether the bytes, which are not valid UTF-8, were meant to be: more of them fit it than do not."""
    if data.startswith(_BOMS):
        return False
    text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    fitting = sum(not character.isascii() for character in text) - broken
    return fitting > broken or _has_torn_character(data)


def _has_torn_character(data: bytes) -> bool:
    """Tell whether the first broken place begins a character of four bytes: elsewhere these are no letters in a row."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.end - error.start > 1 and data[error.start] >= _FOUR_BYTES
    return False


def _detect(data: bytes) -> str:
    """Return the text in the likeliest encoding; where Windows-1252, the Web's own default, is about as likely, in it.

    Raises `UnusableError` where none is likely at all.
    """
    matches = {match.encoding: match for match in from_bytes(data, cp_isolation=_ENCODINGS)}
    if not matches:
        raise UnusableError("is not text in any encoding known")
    best = next(iter(matches.values()))
    western, turkish = matches.get("cp1252"), matches.get("cp1254")
    if western is None or western.chaos > best.chaos + _AS_LIKELY:
        return str(best)
    if turkish is not None and set(str(turkish)) & _TURKISH and not set(str(turkish)) & _ICELANDIC:
        return str(turkish)
    return str(western)

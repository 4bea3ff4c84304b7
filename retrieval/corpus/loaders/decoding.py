"""Decodes bytes to text: UTF-8, else the declared or detected encoding."""

import codecs
import re
from contextlib import suppress

from retrieval.corpus.loaders.errors import UnusableError

_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# The encodings that are detected: Windows code pages, KOI8 and those of East Asia. With those of DOS and old Macs,
# almost any bytes would fit one.
_ENCODINGS = [
    *(f"cp125{number}" for number in range(9)),
    *("koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949", "utf_16", "utf_32"),
]
# Difference in charset-normalizer's chaos (0..1) below which two European code pages count as equally likely.
_AS_LIKELY = 0.1
_FOUR_BYTES = 0xF0
# The Turkish code page has ı, ğ and ş where the Western one has letters of Icelandic; Icelandic also uses these.
_TURKISH, _ICELANDIC = frozenset("ı"), frozenset("áæíóúÁÆÍÓÚ")

# The part of an HTML or XML file that may declare its encoding, and the declaration.
_DECLARED_WITHIN = 4096
_DECLARATION = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']?\s*([\w.:-]+)|<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)
# As browsers do, a declared encoding is read as its superset.
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
    **dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be", "utf-32"), "utf-8"),  # the declaration itself was ASCII
}
_ENCODING = re.compile(r"utf|ascii|cp\d|iso|koi8|mac|tis|gb|big5|euc|shift|johab|hz")
_ONE_BYTE = re.compile(r"cp1\d\d\d|cp8\d\d|iso8859|koi8|mac")


def decode_markup(data: bytes) -> str:
    """Return the text of HTML or XML by its byte order mark, else by its declaration, else as `decode` detects.

    A broken UTF-8 character becomes a replacement character. Raises `UnusableError` as `decode` does.
    """
    declared = None if data.startswith((codecs.BOM_UTF8, *_BOMS)) else _declared(data)
    if declared and b"\0" not in data:
        if _ONE_BYTE.match(declared) and not data.isascii():
            with suppress(UnicodeDecodeError):  # converted to UTF-8, with the old declaration
                return _checked(data.decode())
        with suppress(UnicodeDecodeError):
            return _checked(data.decode(declared))
    with suppress(UnicodeDecodeError):
        return _checked(data.decode("utf-8-sig"))
    if b"\0" not in data and is_broken_utf8(data):
        return _checked(data.decode(errors="replace"))
    return decode(data)


def _declared(data: bytes) -> str | None:
    """Return Python's name of the declared encoding; None if there is none or it is unknown."""
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

    Nothing else is altered, not even line ends. Raises `UnusableError` where the bytes are not text, or are UTF-8 with
    a broken character: in any other encoding all other letters would be wrong.
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


def is_binary(data: bytes) -> bool:
    """Return whether data look like those of a file that holds no text."""
    # Imported here because it takes 6 ms: few files are not UTF-8, and most starts read no file.
    import charset_normalizer  # noqa: PLC0415

    return charset_normalizer.is_binary(data)


def is_broken_utf8(data: bytes) -> bool:
    """Return whether invalid UTF-8 was meant as UTF-8: more characters are valid than broken."""
    if data.startswith(_BOMS):
        return False
    text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    fitting = sum(not character.isascii() for character in text) - broken
    return fitting > broken or _has_torn_character(data)


def _has_torn_character(data: bytes) -> bool:
    """Return whether the first error is a truncated character of four bytes, unlikely in any other encoding."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.end - error.start > 1 and data[error.start] >= _FOUR_BYTES
    return False


def _detect(data: bytes) -> str:
    """Return the text in the likeliest encoding, preferring Windows-1252, the Web's default, if it is about as likely.

    Raises `UnusableError` where no encoding is likely.
    """
    from charset_normalizer import from_bytes  # noqa: PLC0415  (see `is_binary`)

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

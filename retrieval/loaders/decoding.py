"""Bytes to text."""

from charset_normalizer import from_bytes, is_binary

from retrieval.loaders.base import UnusableError

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

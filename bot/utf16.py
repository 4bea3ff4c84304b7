"""Lengths of texts as Telegram counts them."""


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 units: characters beyond the basic plane count two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2

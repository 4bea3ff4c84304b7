"""Links to articles: only safe ones, and such that a browser opens the page at the quote."""

from urllib.parse import quote, urlsplit

_DIRECTIVE = ":~:"
_WORDS = 4
"""How many words of a quote's beginning, and of its end, find it in the page."""
_LONGEST = 120
"""The most characters of these words; where there are no blanks between words, they can be very long."""


def safe_link(url: str | None) -> str | None:
    """Return the URL if it is a safe link, else None."""
    if url is None or " " in url or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def link_to_quote(url: str | None, text: str) -> str | None:
    """Return a safe link with a text fragment: the first and the last words of a quote. A fragment of its own stays."""
    if (link := safe_link(url)) is None or _DIRECTIVE in link:
        return link
    words = text.split()
    ends = [" ".join(words)] if len(words) <= 2 * _WORDS else [" ".join(words[:_WORDS]), " ".join(words[-_WORDS:])]
    if not words or any(len(it) > _LONGEST for it in ends):
        return link
    fragment = ",".join(map(_encoded, ends))
    return f"{link}{'' if '#' in link else '#'}{_DIRECTIVE}text={fragment}"


def _encoded(words: str) -> str:
    """Percent-encode words for a text fragment, in which "-", "," and "&" have a meaning."""
    return quote(words.encode("utf-8", "replace"), safe="").replace("-", "%2D")

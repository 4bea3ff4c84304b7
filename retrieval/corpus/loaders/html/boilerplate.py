"""Removes boilerplate from web pages, and finds the element of the article."""

import re
from typing import TYPE_CHECKING

from retrieval.corpus.loaders.html.tree import word_set

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NO_ARTICLE = word_set("nav aside form dialog footer menu")
_NO_ARTICLE_ROLES = word_set("navigation banner contentinfo complementary search dialog alertdialog menu")
# Whole words of ids and classes that mark boilerplate, whatever the tag.
_NO_ARTICLE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|gdpr|consent|disqus_thread|comments?(?:[-_]?(?:list|area|section|thread|form))?|respond|"
    r"newsletter|breadcrumbs?|share(?:-?bar|-?buttons?)?|social-?(?:share|links?|media)|related(?:[-_]?\w+)?|"
    r"ads?|advert(?:isement)?s?|paywall|subscribe|sidebar)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\[?(?:\d{1,3}|[a-z]|note \d{1,3})\]?|[*†‡]{1,3}")
_LINKS_OF_A_BAR = 3
_NAMED = word_set("div section ul ol p")


def prune(tree: "HtmlElement", *, by_name: bool = True) -> None:
    """Remove elements that are boilerplate by tag, role or (with `by_name`) id and class; never the article itself."""
    body = tree.find("body")
    body = tree if body is None else body
    holders = _holders(body)
    for element in list(body.iter(*_NO_ARTICLE, *_NAMED, "header")):
        if element is not body and element not in holders and _is_no_article(element, by_name=by_name):
            element.drop_tree()
    for bar in {link.getparent() for link in body.iter("a")}:
        if bar is not body and bar.getparent() is not None and bar not in holders and _is_bar(bar):
            bar.drop_tree()
    for mark in list(body.iter("sup", "span")):
        if _is_mark(mark):
            mark.drop_tree()


def main_part(tree: "HtmlElement") -> "HtmlElement":
    """Return the only `article` or `main` element, else the body."""
    for tag in ("article", "main", "body"):
        found = tree.findall(f".//{tag}")
        if len(found) == 1:
            return found[0]
    return tree


def _is_no_article(element: "HtmlElement", *, by_name: bool) -> bool:
    if element.tag in _NO_ARTICLE or element.get("role", "").lower() in _NO_ARTICLE_ROLES:
        return True
    if element.tag == "header":  # that of the site; an article's own header is kept
        return next(element.iterancestors("article", "main"), None) is None
    if not by_name or element.tag not in _NAMED:
        return False
    names = f"{element.get('id', '')} {element.get('class', '')}"
    return _NO_ARTICLE_NAMES.search(names) is not None


def _is_bar(element: "HtmlElement") -> bool:
    """Return whether an element is only a row of links: "Home | News | Sport"."""
    links = element.findall("a")
    if len(links) < _LINKS_OF_A_BAR or len(links) < len(element):
        return False
    between = [element.text, *(link.tail for link in links)]
    return not any(character.isalnum() for text in between for character in text or "")


def _is_mark(element: "HtmlElement") -> bool:
    """Return whether an element is a footnote mark, "[1]", or a link to edit the page."""
    if element.tag == "span":
        return "editsection" in element.get("class", "")
    link = element.find(".//a")
    is_note = link is not None and (link.get("href") or "").startswith("#")
    return is_note and _NOTE.fullmatch("".join(element.itertext()).strip()) is not None


def _holders(body: "HtmlElement") -> set["HtmlElement"]:
    """Return the elements marked as the article or its headline, and all their ancestors."""
    holders: set[HtmlElement] = set()
    for element in body.iter("article", "main", "h1"):
        while element is not None and element not in holders:
            holders.add(element)
            element = element.getparent()  # noqa: PLW2901 — climbing
    return holders

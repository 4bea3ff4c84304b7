"""Leaves out of a message what is said around a question: "Hello! Who won? Thanks"."""

import re
from collections.abc import Callable

from bot.conversation.small_talk import SmallTalkKind

KindOf = Callable[[str], SmallTalkKind | None]

_LONGEST = 40
"""A longer stretch, in characters, is no courtesy."""
_ENDS, _COMMAS = ".!?…\n。！？؟", ",，،:"
_FIRST = re.compile(rf"\s*([^{_ENDS}{_COMMAS}]{{1,{_LONGEST}}})([{_ENDS}{_COMMAS}])[{_ENDS}\s]*(?=[¿¡]?[^\W\d])")
"""A stretch before a word: one before a figure may be "No. 10"."""
_LAST = re.compile(rf"(?<=[{_ENDS}])\s*([^{_ENDS}]{{1,{_LONGEST}}})[.!…。！\s]*$")
"""A stretch behind a whole sentence. One that asks is no courtesy: "Was it in Paris? Nice?"."""
_WORDS = re.compile(r"\w+\W+\w+|[\u3040-\u9fff]{2}")
"""What may be a question: two words, or two letters of a script without blanks."""

_BEFORE = frozenset({SmallTalkKind.GREETING, SmallTalkKind.THANKS, SmallTalkKind.WELL_BEING})
_BEFORE_COMMA = frozenset({SmallTalkKind.GREETING})
"""A comma stands in a name as well: "Nice, France"."""
_BEHIND = frozenset({SmallTalkKind.THANKS, SmallTalkKind.FAREWELL})


def without_courtesies(message: str, kind_of: KindOf) -> str:
    """Return a message without the small talk before and behind what it asks; all of it if that is nothing else."""
    text = message
    while (found := _FIRST.match(text)) and kind_of(found[1]) in (_BEFORE_COMMA if found[2] in _COMMAS else _BEFORE):
        if not _WORDS.search(text, found.end()):
            break
        text = text[found.end() :]
    while (found := _LAST.search(text)) and kind_of(found[1]) in _BEHIND and _WORDS.search(text[: found.start()]):
        text = text[: found.start()]
    return text if text == message else text.strip()

"""Says which tables and lists of words a language lacks, a line each: `python -m config.word_lists de`."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.languages import ENGLISH, LanguageError, languages, read_table

_TABLES = ("small_talk", "filters", "follow_ups")
"""What people write is read by the words of these, in whatever language. The other tables are about articles."""


def lacking(code: str, own: Path | None = None) -> Iterator[str]:
    """Yield the tables that a language lacks, and the lists that all other languages have that ship with the table.

    English lacks none: it has rules of its own. Nor does a language with none of the tables: its file is about articles
    alone. Raises `LanguageError` if the language has no file.
    """
    tables = {name: read_table(code, name, own) for name in _TABLES}
    if code == ENGLISH or not any(tables.values()):
        return
    for name, table in tables.items():
        others = [lists for it in languages() if it != code and (lists := read_table(it, name))]
        needed = [it for it in next(iter(others), ()) if all(it in lists for lists in others)]
        if table:
            yield from (f"{code}.toml: missing: {it} in [{name}]" for it in needed if not table.get(it))
        else:
            yield f"{code}.toml: missing: [{name}]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what the languages that are named lack, or all; return 1 if one has no file or a broken one."""
    parser = argparse.ArgumentParser(prog="word_lists", description=__doc__)
    parser.add_argument("codes", nargs="*", metavar="code", help="the code of a language, such as de")
    try:
        for code in parser.parse_args(arguments).codes or languages():
            sys.stdout.writelines(f"{line}\n" for line in lacking(code))
    except LanguageError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

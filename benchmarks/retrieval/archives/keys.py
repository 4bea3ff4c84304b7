"""Prints the keys of the sentences that have some words, for a new question.

    python -m benchmarks.retrieval.archives.keys --archive own "a lock file stops a second bot"

Each line has a key, a tab, and the sentence to which it belongs.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.retrieval.archives.installed import archives
from benchmarks.retrieval.archives.searching import opened
from benchmarks.retrieval.archives.sentence_keys import SentenceKey, words_of
from benchmarks.retrieval.rankings import sentences_of


def main() -> int:
    """Print the keys; 1 if no sentence has the words."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval.archives.keys", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("words", nargs="+", metavar="WORDS", help="words that stand side by side in the sentence")
    parser.add_argument("--archive", required=True, choices=[it.name for it in archives()])
    parser.add_argument("--python", type=Path, metavar="DIR", help="HTML documentation of Python")
    parser.add_argument("--postgresql", type=Path, metavar="DIR", help="HTML documentation of PostgreSQL")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the index is kept from run to run")
    options = parser.parse_args()
    archive = next(it for it in archives(options.python, options.postgresql) if it.name == options.archive)
    sought = [f" {' '.join(words_of(it))} " for it in options.words]
    found = 0
    with tempfile.TemporaryDirectory() as temporary:
        searcher, _ = opened(archive, options.data or Path(temporary))
        for sentence in sentences_of(searcher.snapshot):
            its = f" {' '.join(words_of(sentence.text))} "
            if any(it in its for it in sought):
                print(SentenceKey.of(sentence.document_id, sentence.text), " ".join(sentence.text.split()), sep="\t")
                found += 1
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())

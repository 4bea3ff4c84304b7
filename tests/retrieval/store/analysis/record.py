"""Records what analysis makes of the files: `python -m tests.retrieval.store.analysis.record`.

It refuses where the output has changed, but neither `ANALYSIS` nor a library has: indexes that exist would be taken
for what they no longer are.
"""

import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

from retrieval.analysis.languages import UNLISTED
from retrieval.corpus import chunks, list_corpus
from retrieval.corpus.chunks import Chunk
from retrieval.corpus.loaders import ReadingOptions
from retrieval.models import SentenceKind, Skipped
from retrieval.segments.batch import Batch
from retrieval.store import compatibility
from retrieval.store.compatibility import LIBRARIES
from retrieval.store.processes.batch_analysis import Analysed, analyse_chunks

from .make_files import FILES

RECORD = Path(__file__).parent / "record.json"
_COMMAND = "python -m tests.retrieval.store.analysis.record"


def made_by() -> dict[str, str]:
    """Return the numbers and versions that an index names, but for the options and Unicode's."""
    parts: dict[str, str] = json.loads(compatibility.made_by(ReadingOptions()))
    return {name: parts[name] for name in ("analysis", *LIBRARIES)}


def recorded() -> dict[str, object]:
    """Return what was recorded."""
    record: dict[str, object] = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def analysed() -> dict[str, object]:
    """Analyse every file."""
    options = ReadingOptions()
    found: dict[str, object] = {}
    for file in list_corpus(FILES, options).files:
        parts = [it for it in chunks(file, options) if isinstance(it, Chunk)]
        assert not [it for it in chunks(file, options) if isinstance(it, Skipped)]
        found[file.name] = [_told(it) for it in analyse_chunks(parts, options, UNLISTED)]
    return found


def _told(found: Analysed) -> dict[str, object]:
    """Return what a person can read of it, and a hash of all."""
    batch, terms = found.batch, found.batch.terms
    documents = []
    term, sentence = 0, 0
    for number, document in enumerate(batch.documents(np.ones(len(batch), np.bool_))):
        fields = {
            name: value
            for name, value in asdict(document).items()
            if value is not None and name not in {"text", "marks"}
        }
        sentences = []
        for at in range(sentence, sentence := sentence + int(terms.sentences[number])):
            text = document.text[int(batch.starts[at]) : int(batch.ends[at])]
            its = terms.ids[term : (term := term + int(terms.counts[at]))]
            kind = SentenceKind(batch.kinds[at])
            told = [kind.name.lower()] if kind > SentenceKind.DISPLAY else []
            sentences.append([text, " ".join(batch.vocabulary[it] for it in its.tolist()), *told])
        documents.append(fields | {"sentences": sentences})
    skipped = [[name, it.path] for name, it in found.skipped]
    return {"documents": documents, "skipped": skipped, "digest": _digest(batch, found)}


def _digest(batch: Batch, found: Analysed) -> str:
    words = found.words
    parts: list[object] = [batch.digests, batch.text_hashes, batch.signatures, "\n".join(batch.vocabulary)]
    parts += [batch.starts, batch.ends, batch.first_bytes, batch.end_bytes, batch.kinds, batch.flags]
    parts += [batch.terms.ids, batch.terms.counts, batch.terms.title_ids, batch.terms.title_counts]
    parts += [batch.words.terms, batch.words.token_types, batch.words.counts, found.frequencies, found.totals]
    parts += [
        "\n".join(words.words),
        "\n".join(words.terms),
        words.seen,
        words.informative,
        sorted(words.aliases.items()),
    ]
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        match part:
            case np.ndarray():
                digest.update(part.tobytes())
            case bytes():
                digest.update(part)
            case _:
                digest.update(str(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()


def trouble(record: dict[str, object], files: dict[str, object]) -> str | None:
    """Return what to do where analysis is not as recorded; None where it is."""
    if record["made_by"] != made_by():
        return f"ANALYSIS or a library has another version than what is recorded: run `{_COMMAND}`"
    if record["files"] != files:
        expected = record["files"]
        assert isinstance(expected, dict)
        names = ", ".join(name for name in sorted({*files, *expected}) if files.get(name) != expected.get(name))
        return (
            f"analysis makes something else of {names}: if that is meant, raise ANALYSIS in"
            f" retrieval/store/compatibility.py, so that indexes are built anew, and run `{_COMMAND}`"
        )
    return None


def main() -> None:
    """Record, unless a number must be raised first."""
    files = analysed()
    if RECORD.exists() and recorded()["made_by"] == made_by() and (told := trouble(recorded(), files)):
        sys.exit(told)
    record = {"made_by": made_by(), "files": files}
    RECORD.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

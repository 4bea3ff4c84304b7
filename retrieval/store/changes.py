"""Detects changes: of files by size, time and content hash; of documents by their digests."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.corpus import CHANGED, CorpusFile, Listing, content_hash
from retrieval.models import Skipped
from retrieval.store.catalogue import FileState

_SAME_TICK = 2_000_000_000
"""Nanoseconds within which a second change may leave the time of a file as it is."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Files to read, including new ones; removed files; files with a new time but the same content; unchanged files."""

    read: tuple[CorpusFile, ...]
    gone: tuple[str, ...]
    restamped: tuple[FileState, ...]
    same: tuple[CorpusFile, ...]


IdDifferences = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Ids of the documents that were added, changed and removed."""


def compare_digests(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> IdDifferences:
    """Compare the digests of documents, by id, of two generations."""
    return (
        tuple(it for it in after if it not in before),
        tuple(it for it in after if it in before and after[it] != before[it]),
        tuple(it for it in before if it not in after),
    )


def compare(listing: Listing, known: Mapping[str, FileState]) -> Changes:
    """Compare the files of a corpus with their last known state."""
    now = time.time_ns()
    read: list[CorpusFile] = []
    restamped: list[FileState] = []
    same: list[CorpusFile] = []
    for file in listing.files:
        state = known.get(file.name)
        if state is None or state.size != file.size:
            read.append(file)
        elif state.modified_ns == file.modified_ns and state.modified_ns + _SAME_TICK < state.checked_ns:
            same.append(file)
        elif (_hash_of(file) or b"") == state.hash:  # also a file that still cannot be read
            restamped.append(state._replace(modified_ns=file.modified_ns, checked_ns=now))
            same.append(file)
        else:
            read.append(file)
    names = {file.name for file in listing.files}
    return Changes(tuple(read), tuple(name for name in known if name not in names), tuple(restamped), tuple(same))


def _hash_of(file: CorpusFile) -> bytes | None:
    try:
        return content_hash(file.path)
    except OSError:  # reading it will tell why
        return None


def state_of(file: CorpusFile, checked_ns: int, skipped: tuple[Skipped, ...]) -> FileState:
    """Return the state of a file that was read; `checked_ns` is when reading began.

    A file that was changed after it was listed has no known content, so that the next update reads it again.
    """
    digest = None if any(it.reason == CHANGED for it in skipped) else _hash_of(file)
    if digest is None or not _is_as_listed(file):
        return FileState(file.name, file.size, file.modified_ns, 0, b"", skipped)
    return FileState(file.name, file.size, file.modified_ns, checked_ns, digest, skipped)


def _is_as_listed(file: CorpusFile) -> bool:
    try:
        status = file.path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (file.size, file.modified_ns)

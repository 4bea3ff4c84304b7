"""Which files of a corpus have changed since they were read: by size and time, then by what they hold."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from retrieval.corpus import CHANGED, CorpusFile, Listing, content_hash
from retrieval.models import Skipped
from retrieval.store.catalogue import FileState

_SAME_TICK = 2_000_000_000
"""Nanoseconds within which a file may be altered once more without its time telling so."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Files to be read, new ones among them; those that are gone; those that have but another time; all others."""

    read: tuple[CorpusFile, ...]
    gone: tuple[str, ...]
    restamped: tuple[FileState, ...]
    same: tuple[CorpusFile, ...]


def compare(listing: Listing, known: Mapping[str, FileState]) -> Changes:
    """Compare the files of a corpus with what is known of them."""
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
        elif (_hash_of(file) or b"") == state.hash:  # also where it can be read no more than before
            restamped.append(replace(state, modified_ns=file.modified_ns, checked_ns=now))
            same.append(file)
        else:
            read.append(file)
    names = {file.name for file in listing.files}
    return Changes(tuple(read), tuple(name for name in known if name not in names), tuple(restamped), tuple(same))


def _hash_of(file: CorpusFile) -> bytes | None:
    try:
        return content_hash(file.path)
    except OSError:  # whoever reads it will say why
        return None


def state_of(file: CorpusFile, checked_ns: int, skipped: tuple[Skipped, ...]) -> FileState:
    """Return what is to be known of a file that was read, and what of it was skipped; the time is when that began.

    Of one that was altered since it was listed nothing is known for certain: the next update reads it again.
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

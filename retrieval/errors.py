"""The errors of retrieval. All share one base; each carries its subject, and its message says what to do next."""

from collections.abc import Sequence
from pathlib import Path

from retrieval.models import Skipped


class RetrievalError(Exception):
    """The base class of every error that retrieval raises deliberately."""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by value, so that subclasses with other constructor parameters cross process boundaries."""
        return _restore, (type(self), self.args, vars(self))


class LoadError(RetrievalError):
    """The corpus as a whole cannot be read; a single unreadable file is a `Skipped` instead."""

    def __init__(self, path: Path, reason: str) -> None:
        """Describe which corpus failed, and why."""
        super().__init__(f"cannot read the corpus {path}: {reason}")
        self.path = path
        self.reason = reason


class EmptyCorpusError(RetrievalError):
    """The corpus was read but holds no sentence."""

    def __init__(self, path: Path, skipped: Sequence[Skipped]) -> None:
        """Describe which corpus is empty, and what of it was skipped."""
        what_to_do = "put articles there, as .txt, .md, .html, .pdf or .jsonl for example"
        super().__init__(f"{self._reason(path, skipped)}: {what_to_do}")
        self.path = path
        self.skipped = tuple(skipped)

    @staticmethod
    def _reason(path: Path, skipped: Sequence[Skipped]) -> str:
        reason = f"no article found in the corpus {path}"
        if not skipped:
            return reason
        first, *others = skipped
        more = f", and {len(others)} more skipped" if others else ""
        return f"{reason}: {first.path} {first.reason}{more}"


class IndexUnavailableError(RetrievalError):
    """The index of a corpus cannot be read or written."""

    def __init__(self, folder: Path, reason: str) -> None:
        """Describe which index failed, and why."""
        super().__init__(
            f"cannot use the index {folder}: {reason}. If the disk is not full, remove that folder: it is rebuilt"
        )
        self.folder = folder
        self.reason = reason


class InterruptedReadingError(RetrievalError):
    """An update was cancelled; nothing of it is kept."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the update of the index was interrupted; the last complete index is still served")


class IndexBusyError(RetrievalError):
    """Another process is updating the index."""

    def __init__(self, folder: Path) -> None:
        """Describe which index."""
        super().__init__(f"another process is bringing the index {folder} up to date: wait until it is done")
        self.folder = folder


class IndexMovedOnError(RetrievalError):
    """Another process has updated the index, so its files no longer match the open generation."""

    def __init__(self, folder: Path) -> None:
        """Describe which index."""
        super().__init__(f"the index {folder} was brought up to date meanwhile: try again")
        self.folder = folder


class ReloadInProgressError(RetrievalError):
    """A reload was requested while another one runs."""

    def __init__(self) -> None:
        """Create the error, which has no fields."""
        super().__init__("a reload is already running")


class SynonymsError(RetrievalError):
    """The synonyms file is malformed."""

    def __init__(self, path: Path, reason: str) -> None:
        """Describe which file is malformed, and how."""
        super().__init__(f"cannot use the synonyms of {path}: {reason}")
        self.path = path
        self.reason = reason


class WordDataError(RetrievalError):
    """The word data of a language have another form than they must."""

    def __init__(self, code: str, table: str, reason: str) -> None:
        """Describe which table of which language is malformed, and how."""
        super().__init__(f"cannot use the word data [{table}] of the language {code}: {reason}; mend {code}.toml")
        self.code = code
        self.table = table
        self.reason = reason


class RankingError(RetrievalError):
    """A file of the trained ranking is malformed."""

    def __init__(self, path: Path, reason: str) -> None:
        """Describe which file is malformed, and how."""
        super().__init__(f"cannot use the ranking of {path}: {reason}; `make train` rebuilds it")
        self.path = path
        self.reason = reason


class QuestionSetError(RetrievalError):
    """A labelled question set is malformed, or does not fit the corpus."""

    def __init__(self, path: Path, reason: str, line: int | None = None) -> None:
        """Describe the file, the line (from 1), and what is wrong there."""
        where = f"{path}" if line is None else f"{path}, line {line}"
        super().__init__(f"cannot use the questions of {where}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


def _restore(kind: type[RetrievalError], arguments: tuple[object, ...], fields: dict[str, object]) -> RetrievalError:
    error = kind.__new__(kind)
    error.args = arguments
    vars(error).update(fields)
    return error

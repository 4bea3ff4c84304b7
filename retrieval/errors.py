"""What retrieval raises. All share one base; each carries what it is about and says what to do next."""

from collections.abc import Sequence
from pathlib import Path

from retrieval.models import Skipped


class RetrievalError(Exception):
    """The base of every error that retrieval raises on purpose."""

    def __reduce__(self) -> tuple[object, ...]:
        """Pass from process to process as it is, whatever it was made of."""
        return _as_it_was, (type(self), self.args, vars(self))


class LoadError(RetrievalError):
    """The corpus as a whole could not be read; one unreadable file is a `Skipped` instead."""

    def __init__(self, path: Path, reason: str) -> None:
        """Tell which corpus, and what happened to it."""
        super().__init__(f"cannot read the corpus {path}: {reason}")
        self.path = path
        self.reason = reason


class EmptyCorpusError(RetrievalError):
    """The corpus was read and holds no sentence at all."""

    def __init__(self, path: Path, skipped: Sequence[Skipped]) -> None:
        """Tell which corpus, and what of it was skipped."""
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
    """The index of a corpus can be neither read nor written."""

    def __init__(self, folder: Path, reason: str) -> None:
        """Tell which index, and what happened to it."""
        super().__init__(
            f"cannot use the index {folder}: {reason}. If the disk is not full, remove that folder: it is made anew"
        )
        self.folder = folder
        self.reason = reason


class IndexBusyError(RetrievalError):
    """Another process is bringing the index up to date."""

    def __init__(self, folder: Path) -> None:
        """Tell which index."""
        super().__init__(f"another process is bringing the index {folder} up to date: wait until it is done")
        self.folder = folder


class IndexMovedOnError(RetrievalError):
    """Another process has brought the index up to date, so that its lists are no longer those of what is open."""

    def __init__(self, folder: Path) -> None:
        """Tell which index."""
        super().__init__(f"the index {folder} was brought up to date meanwhile: try again")
        self.folder = folder


class ReloadInProgressError(RetrievalError):
    """A reload was asked for while another one runs."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("a reload is already running")


class SynonymsError(RetrievalError):
    """The synonyms file is not of its form."""

    def __init__(self, path: Path, reason: str) -> None:
        """Tell which file, and what is wrong in it."""
        super().__init__(f"cannot use the synonyms of {path}: {reason}")
        self.path = path
        self.reason = reason


class RankingError(RetrievalError):
    """A file of the trained ranking is not of its form."""

    def __init__(self, path: Path, reason: str) -> None:
        """Tell which file, and what is wrong in it."""
        super().__init__(f"cannot use the ranking of {path}: {reason}; `make train` makes it anew")
        self.path = path
        self.reason = reason


class QuestionSetError(RetrievalError):
    """A labelled question set is not of its form, or does not fit the corpus."""

    def __init__(self, path: Path, reason: str, line: int | None = None) -> None:
        """Tell which file, which line of it, counted from 1, what is wrong there, and what to do."""
        where = f"{path}" if line is None else f"{path}, line {line}"
        super().__init__(f"cannot use the questions of {where}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


def _as_it_was(kind: type[RetrievalError], arguments: tuple[object, ...], fields: dict[str, object]) -> RetrievalError:
    error = kind.__new__(kind)
    error.args = arguments
    vars(error).update(fields)
    return error

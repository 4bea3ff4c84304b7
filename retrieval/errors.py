"""What retrieval raises. All share one base; each carries what it is about and says what to do next."""

from pathlib import Path


class RetrievalError(Exception):
    """The base of every error that retrieval raises on purpose."""


class LoadError(RetrievalError):
    """The corpus as a whole could not be read; one unreadable file is a `Skipped` instead."""

    def __init__(self, path: Path, reason: str) -> None:
        """Tell which corpus, and what happened to it."""
        super().__init__(f"cannot read the corpus {path}: {reason}")
        self.path = path
        self.reason = reason


class EmptyCorpusError(RetrievalError):
    """The corpus was read and holds no sentence at all."""

    def __init__(self, path: Path, skipped: int) -> None:
        """Tell which corpus, and how many of its files were skipped."""
        because = f"; {skipped} skipped" if skipped else ""
        super().__init__(f"no article found in the corpus {path}{because}: put .txt, .md or .jsonl files there")
        self.path = path
        self.skipped = skipped


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

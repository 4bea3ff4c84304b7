"""Locations of files: those that ship with the program, the user's settings, the user's data."""

from contextlib import suppress
from pathlib import Path

from platformdirs import user_config_path, user_data_path

FOLDER = Path(__file__).resolve().parent
"""The folder of the files that ship: settings, templates, synonyms, weights."""

_FILE = "verbatim.toml"
SHIPPED = FOLDER / _FILE
"""Every setting with its default."""


def checkout() -> Path | None:
    """Return the project's folder if the program runs from its sources, whatever the current directory is."""
    root = FOLDER.parent
    return root if (root / "pyproject.toml").is_file() and (root / "seeds").is_dir() else None


def samples() -> Path:
    """Return the folder of the sample articles; the build copies `seeds/` to it."""
    root = checkout()
    return FOLDER / "seeds" if root is None else root / "seeds"


def data_folder() -> Path:
    """Return the default of `data_dir`, the folder of the index and the inbox; never one beside installed code.

    Raises `RuntimeError` if the user has no home folder.
    """
    root = checkout()
    return user_data_path("verbatim", appauthor=False) if root is None else root / "var"


def settings_files() -> list[Path]:
    """Return the files that settings are read from, each overriding the one before; only the first must exist.

    Raises `OSError` if the current directory is gone.
    """
    here = Path.cwd()
    user = []
    with suppress(RuntimeError, OSError):  # no file; no home folder, as in a container; or one of another user
        file = user_config_path("verbatim", appauthor=False) / _FILE
        file.lstat()
        user = [file]
    return [SHIPPED, *user, here / _FILE, here / ".env"]

"""`verbatim init`: start a folder of settings and articles."""

import re
from collections.abc import Mapping
from pathlib import Path

_HEADER = """\
# The settings of this folder. Each line shows a default: remove its "# " to change it.
#
"""


def run(folder: Path, shipped: Path, samples: Path, *, wants_answers: bool) -> int:
    """Write the files that do not exist, print what was written and what was left, and return the exit code.

    `shipped` is the folder of the files that ship with the program. Raises `OSError` if a file cannot be written.
    """
    chosen = {"corpus": "articles"} | ({"answers": "answers"} if wants_answers else {})
    settings = folder / "verbatim.toml"
    is_new = _write({settings: _annotated((shipped / settings.name).read_text(encoding="utf-8"), chosen)}, settings)
    _write({folder / ".env.example": (shipped / "env.example").read_text(encoding="utf-8")}, folder / ".env.example")
    _write(_copies(samples, folder / "articles"), folder / "articles")
    if wants_answers:
        _write(_copies(shipped / "answers", folder / "answers"), folder / "answers")
        if not is_new:
            print(f'To use the templates, set answers = "answers" in {settings.name}.')
    print('Next: put articles into articles/, or ask the samples: verbatim ask "what did Xi pledge?"')
    return 0


def _write(files: Mapping[Path, str], target: Path) -> bool:
    """Write the files of `target`, a file or folder, unless it exists; return whether they were written."""
    name = f"{target.name}/" if target not in files else target.name
    if target.is_symlink() or target.exists():
        print(f"left {name} as it is")
        return False
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    print(f"wrote {name}")
    return True


def _copies(source: Path, target: Path) -> dict[Path, str]:
    return {target / it.name: it.read_bytes().decode() for it in sorted(source.iterdir()) if it.is_file()}


def _annotated(text: str, chosen: Mapping[str, str]) -> str:
    """Return the settings file with every setting commented out, except those with a value in `chosen`."""

    def line(match: re.Match[str]) -> str:
        name = match[1]
        return f'{name} = "{chosen[name]}"' if name in chosen else f"# {match[0]}"

    return _HEADER + re.sub(r"^(\w+) = .*$", line, text, flags=re.MULTILINE)

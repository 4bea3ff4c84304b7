"""`verbatim init`: start a folder of settings and articles."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.streams import fail

_HEADER = """\
# The settings of this folder. Each line shows a default: remove its "# " to change it.
#
"""


def run(folder: Path, shipped: Path, samples: Path, wanted: Iterable[str] = ()) -> int:
    """Write the files that do not exist, print what was written and what was left, and return the exit code.

    `shipped` is the folder of the files that ship with the program, of which "answers" and "languages" are copied if
    they are `wanted`. Raises `OSError` if a file cannot be written.
    """
    chosen = {"corpus": "articles"} | {name: name for name in wanted}
    for name in chosen.values():
        if (folder / name).exists() and not (folder / name).is_dir():
            return fail(f"{name} is a file, but must become a folder: rename it first")
    settings = folder / "verbatim.toml"
    is_new = _write(_annotated((shipped / settings.name).read_text(encoding="utf-8"), chosen), settings)
    _write((shipped / "env.example").read_text(encoding="utf-8"), folder / ".env.example")
    templates = (shipped / "answers").iterdir()
    sources = {"corpus": samples.iterdir(), "answers": templates, "languages": _word_data(shipped)}
    written = [it for it in chosen if _write(sources[it], folder / chosen[it])]
    if written and not is_new:
        lines = " and ".join(f'{it} = "{chosen[it]}"' for it in written)
        print(f"To use what was written, set {lines} in {settings.name}.")
    elif "corpus" in written:
        print('Next: put articles into articles/, or ask the samples: verbatim ask "what did Xi pledge?"')
    return 0


def _word_data(shipped: Path) -> Iterator[Path]:
    yield from (shipped / "languages").iterdir()
    yield shipped / "agencies.toml"
    yield shipped / "filter_clues.toml"


def _write(content: str | Iterable[Path], target: Path) -> bool:
    """Write a text, or copy files to a folder, unless the target exists; return whether it was written.

    The target appears whole or not at all.
    """
    name = target.name if isinstance(content, str) else f"{target.name}/"
    if target.is_symlink() or target.exists():
        print(f"left {name} as it is")
        return False
    with TemporaryDirectory(dir=target.parent, prefix=".verbatim-") as temporary:
        new = Path(temporary) / target.name
        if isinstance(content, str):
            new.write_text(content, encoding="utf-8", newline="")
        else:
            new.mkdir()
            for file in filter(Path.is_file, content):
                (new / file.name).write_bytes(file.read_bytes())
        new.rename(target)
    print(f"wrote {name}")
    return True


def _annotated(text: str, chosen: Mapping[str, str]) -> str:
    """Return the settings file with every setting commented out, except those with a value in `chosen`."""

    def line(match: re.Match[str]) -> str:
        name = match[1]
        return f'{name} = "{chosen[name]}"' if name in chosen else f"# {match[0]}"

    return _HEADER + re.sub(r"^(\w+) = .*$", line, text, flags=re.MULTILINE)

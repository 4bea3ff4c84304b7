"""A small corpus that changes at random, and questions about it."""

import json
import random
from pathlib import Path

from tests.retrieval.articles import write

_NAMES = ["Xi", "Kerry", "Merkel", "Modi", "the World Health Organization (WHO)", "NASA"]
_VERBS = ["pledged", "visited", "signed", "rejected", "announced", "opened"]
_THINGS = ["carbon neutrality", "a harbour", "the summit", "coal plants", "two vaccines", "the bridge in Oslo"]
QUESTIONS = ["what did Xi pledge?", "who visited the harbour?", "coal plants", "what did the WHO announce?", "Oslo"]


def _sentence(dice: random.Random) -> str:
    return f"{dice.choice(_NAMES)} {dice.choice(_VERBS)} {dice.choice(_THINGS)} in {dice.randint(1990, 2022)}."


def some_text(dice: random.Random) -> str:
    """Return some sentences."""
    return " ".join(_sentence(dice) for _ in range(dice.randint(1, 12)))


def _edit(path: Path, dice: random.Random) -> None:
    """Take a line away, or put one in: that of an article which stands there already under another id, or a new one."""
    lines = path.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.startswith("{")]
    if lines and dice.random() < 0.4:
        lines.remove(dice.choice(lines))
    else:
        text = dice.choice(records)["text"] if records and dice.random() < 0.7 else some_text(dice)
        record = {"id": f"{dice.choice('uvwxyz')}{dice.randint(3, 9)}", "text": text}
        lines.insert(dice.randint(0, len(lines)), json.dumps(record))
    path.write_text("\n".join(lines), encoding="utf-8")


def alter(folder: Path, dice: random.Random) -> None:
    """Change a corpus at random: new, other, removed and copied files, lines among lines, ids that clash."""
    for _ in range(dice.randint(1, 4)):
        name = f"{dice.choice('abcdefg')}.txt"
        others = [path for path in sorted(folder.glob("*.txt")) if path.name != name]
        tables = sorted(folder.glob("*.jsonl"))
        match dice.randint(0, 7):
            case 0 | 1:
                write(folder, {name: some_text(dice)})
            case 2:
                (folder / name).unlink(missing_ok=True)
            case 3 if others:
                copied = dice.choice(others).read_text(encoding="utf-8")
                write(folder, {name: copied + " " + _sentence(dice) * dice.randint(0, 1)})
            case 4 | 5 if tables:
                _edit(dice.choice(tables), dice)
            case _:
                records = [
                    {"id": dice.choice("uvwxyz") + str(place // 2), "text": some_text(dice), "published": "2021-04-14"}
                    for place in range(dice.randint(0, 5))
                ]
                lines = [json.dumps(it) for it in records] + ["not JSON"] * dice.randint(0, 1)
                write(folder, {f"{dice.choice('hij')}.jsonl": "\n".join(lines)})
    write(folder, {"always.txt": "Xi pledged carbon neutrality in 2060. Kerry visited the harbour in Oslo."})

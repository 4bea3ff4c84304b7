"""`verbatim check`: print settings, corpus and what Telegram tells of the bot, and check whether it could start."""

import sys
from collections.abc import Callable, Mapping, Sequence

from bot.cli.terminal import show
from bot.rendering.markup import Block
from bot.streams import columns, fail, wrapped

TOKENLESS = "telegram_token is not set: get one from @BotFather and set VERBATIM_TELEGRAM_TOKEN, in .env for example"


def run(sources: Sequence[Block], fingerprint: str, ask_telegram: Callable[[], Sequence[str]] | None) -> int:
    """Print what the corpus holds, and what Telegram tells of the bot; return the exit code, 1 if it could not start.

    `ask_telegram` returns that in lines, also that Telegram could not be asked, which alone keeps no bot from starting;
    it is None if there is no token. Raises what `ask_telegram` raises.
    """
    print()
    show(sources)
    print(f"Fingerprint: {fingerprint}\n", flush=True)
    if ask_telegram is None:
        return fail(TOKENLESS)
    for line in ask_telegram():
        print(wrapped(f"Telegram: {line}", sys.stdout))
    print()
    print("Nothing here keeps the bot from starting.")
    return 0


def print_settings(values: Mapping[str, tuple[object, str]]) -> None:
    """Print each setting with its value and the layer that it comes from, in two lines on a narrow terminal."""
    rows = [(name, _text(value), origin) for name, (value, origin) in values.items()]
    lines = [f"{name:<26} {value:<44} {origin}" for name, value, origin in rows]
    if sys.stdout.isatty() and max(map(len, lines), default=0) > columns(sys.stdout):
        lines = [f"{wrapped(f'{name}: {value}', sys.stdout)}\n  from {origin}" for name, value, origin in rows]
    print("\n".join(lines))


def _text(value: object) -> str:
    """Return a setting's value as it may be written in the environment."""
    match value:
        case None:
            return ""
        case frozenset():
            return ",".join(map(str, sorted(value)))
        case Mapping():
            return ",".join(f"{name}={it}" for name, it in value.items())
        case _:
            return str(value)

"""`verbatim completion`: completion of commands and options in a shell."""

import argparse

import argcomplete
from argcomplete.completers import FilesCompleter
from argcomplete.shell_integration import shellcode

_PATHS = frozenset({"PATH", "FILE"})


class _PathCompleter(FilesCompleter):
    """Completes the names of files where an argument is a path, and nothing elsewhere."""

    def __call__(self, prefix: str, **context: object) -> list[str]:
        return list(super().__call__(prefix)) if getattr(context["action"], "metavar", None) in _PATHS else []


def run(options: argparse.Namespace) -> int:
    """Print the script that a shell evaluates; return the exit code."""
    print(shellcode(["verbatim"], use_defaults=False, shell=options.shell))
    return 0


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer the shell's request for completions, and end the process."""
    argcomplete.autocomplete(parser, default_completer=_PathCompleter())

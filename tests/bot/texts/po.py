"""Made .po files."""

from pathlib import Path

HEAD = """msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


def po(file: Path, *entries: str, head: str = HEAD) -> Path:
    """Write a .po file of entries and return it."""
    file.write_text("\n".join([head, *entries]), encoding="utf-8")
    return file


def entry(original: str, translated: str) -> str:
    """Return the entry of a text."""
    return f"msgid {quoted(original)}\nmsgstr {quoted(translated)}\n"


def plural_entry(singular: str, plural: str, *forms: str) -> str:
    """Return the entry of a text that a number decides on."""
    lines = [f"msgid {quoted(singular)}", f"msgid_plural {quoted(plural)}"]
    return "\n".join([*lines, *(f"msgstr[{at}] {quoted(form)}" for at, form in enumerate(forms)), ""])


def quoted(text: str) -> str:
    """Return the text as a .po file writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'

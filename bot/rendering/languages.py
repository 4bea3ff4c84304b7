"""The templates of all languages, each made when somebody first needs it."""

import asyncio
from functools import cached_property
from pathlib import Path

from bot.rendering.templates import Templates
from bot.texts.catalogue import ENGLISH_CODE, Catalogue, read_catalogue
from bot.texts.choice import chosen


class Languages:
    """The templates in each language that has a catalogue."""

    def __init__(self, *folders: Path) -> None:
        """Take the folders of templates and catalogues; what an earlier one has goes before."""
        self._folders = folders
        self._catalogues: dict[str, Catalogue] = {}
        self._templates: dict[str, Templates] = {}

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the languages."""
        return frozenset((ENGLISH_CODE, *(file.stem for folder in self._folders for file in folder.glob("*.po"))))

    def templates(self, tag: str | None = None) -> Templates:
        """Return the templates in the language of a tag, such as "de-AT", or in English if there are none.

        Raises `CatalogueError` if its .po file is wrong.
        """
        return self._made(self._code(tag))

    async def prepared(self, tag: str | None = None) -> Templates:
        """Return the templates in the language of a tag, made in a thread: whoever first needs a language waits alone.

        Raises what `templates` raises, and `TemplatesError` if a template of answers is wrong.
        """
        code = self._code(tag)
        if (made := self._templates.get(code)) is None:
            made = await asyncio.to_thread(self._made, code, reads_parts=True)
        return made

    def _code(self, tag: str | None) -> str:
        return ENGLISH_CODE if tag is None else chosen(tag, self.codes)

    def _made(self, code: str, *, reads_parts: bool = False) -> Templates:
        if (made := self._templates.get(code)) is not None:
            return made
        made = Templates(*self._folders, catalogue=self.catalogue(code), language=code)
        if reads_parts:
            made.read_parts()
        return self._templates.setdefault(code, made)  # two threads may have made them

    def catalogue(self, code: str) -> Catalogue:
        """Return the texts of a language by its code, which are kept, in any thread.

        Raises `CatalogueError` if they are wrong.
        """
        if (read := self._catalogues.get(code)) is None:
            read = self._catalogues.setdefault(code, read_catalogue(code, self._folders))
        return read

    def check(self) -> None:
        """Read all catalogues, and render samples in each language.

        Raises `TemplatesError` if a template fails, and `CatalogueError` if a .po file is wrong.
        """
        for code in sorted(self.codes):
            self.templates(code).check()

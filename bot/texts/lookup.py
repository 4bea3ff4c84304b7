"""Texts of a language with their values filled in, as HTML for templates or as plain text."""

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from bot.texts.catalogue import ENGLISH, Catalogue
from bot.texts.writing import Writing


class Texts:
    """Looks up texts in a catalogue, and fills values in, isolated where their direction could turn the text."""

    def __init__(self, catalogue: Catalogue, writing: Writing = Writing()) -> None:  # noqa: B008  (immutable)
        """Take the catalogue, and how its language writes."""
        self._catalogue = catalogue
        self.writing = writing

    def gettext(self, message: str, /, **values: object) -> str:
        """Return a text as plain text with its values; without any, a percent sign is itself."""
        text = self._catalogue.gettext(message)
        return text % self._isolated(values) if values else text

    def ngettext(self, singular: str, plural: str, num: int, /, **values: object) -> str:
        """Return the form of a plain text for the number; the placeholder `num` is the number as people write it."""
        shown = {"num": self.writing.grouped(num), **self._isolated(values)}
        return self._catalogue.ngettext(singular, plural, num) % shown

    def _isolated(self, values: Mapping[str, object]) -> dict[str, object]:
        return {name: self.writing.isolated(value) for name, value in values.items()}

    def for_templates(self, finalize: Callable[[object], object]) -> Mapping[str, Callable[..., Markup]]:
        """Return the functions that `{% trans %}` calls: the texts are HTML, and values are escaped.

        `finalize` prepares a value before it is escaped.
        """
        catalogue, writing = self._catalogue, self.writing

        def filled(text: str, values: Mapping[str, object]) -> Markup:
            shown = {name: escape(writing.isolated(finalize(value))) for name, value in values.items()}
            return Markup(text % shown)  # noqa: S704  (the text is ours, the values are escaped)

        def as_html(message: str, /, **values: object) -> Markup:
            return filled(catalogue.gettext(message), values)

        def plural_as_html(singular: str, plural: str, num: int, /, **values: object) -> Markup:
            return filled(catalogue.ngettext(singular, plural, num), {**values, "num": writing.grouped(num)})

        return {"gettext": as_html, "ngettext": plural_as_html}


IN_ENGLISH = Texts(ENGLISH)

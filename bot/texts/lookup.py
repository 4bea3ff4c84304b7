"""Texts of a language with their values filled in, as HTML for templates or as plain text."""

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from bot.texts.catalogue import ENGLISH, Catalogue


class Texts:
    """Looks up texts in a catalogue. Numbers for the eye are formatted here and by `grouped` alone."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the catalogue."""
        self._catalogue = catalogue

    def gettext(self, message: str, /, **values: object) -> str:
        """Return a text as plain text with its values; without any, a percent sign is itself."""
        text = self._catalogue.gettext(message)
        return text % values if values else text

    def ngettext(self, singular: str, plural: str, num: int, /, **values: object) -> str:
        """Return the form of a plain text for the number; the placeholder `num` is the number as people write it."""
        return self._catalogue.ngettext(singular, plural, num) % {"num": grouped(num), **values}

    def for_templates(self, finalize: Callable[[object], object]) -> Mapping[str, Callable[..., Markup]]:
        """Return the functions that `{% trans %}` calls: the texts are HTML, and values are escaped.

        `finalize` prepares a value before it is escaped.
        """
        catalogue = self._catalogue

        def filled(text: str, values: Mapping[str, object]) -> Markup:
            shown = {name: escape(finalize(value)) for name, value in values.items()}
            return Markup(text % shown)  # noqa: S704  (the text is ours, the values are escaped)

        def as_html(message: str, /, **values: object) -> Markup:
            return filled(catalogue.gettext(message), values)

        def plural_as_html(singular: str, plural: str, num: int, /, **values: object) -> Markup:
            return filled(catalogue.ngettext(singular, plural, num), {"num": grouped(num), **values})

        return {"gettext": as_html, "ngettext": plural_as_html}


IN_ENGLISH = Texts(ENGLISH)


def grouped(number: int) -> str:
    """Return the number with its digits in groups: "2,000"."""
    return f"{number:,}"

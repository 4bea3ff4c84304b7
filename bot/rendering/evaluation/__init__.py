"""An evaluation for people to look at and for programs to read."""

from bot.rendering.evaluation.figures import to_json
from bot.rendering.evaluation.page import to_html

__all__ = ["to_html", "to_json"]

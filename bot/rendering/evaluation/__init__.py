"""Rendering of evaluations as an HTML page or JSON."""

from bot.rendering.evaluation.figures import to_json
from bot.rendering.evaluation.page import to_html

__all__ = ["to_html", "to_json"]

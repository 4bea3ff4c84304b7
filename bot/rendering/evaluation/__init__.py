"""Rendering of evaluations as an HTML page or JSON."""

from bot.rendering.evaluation.figures import lists_to_json, to_json
from bot.rendering.evaluation.page import to_html

__all__ = ["lists_to_json", "to_html", "to_json"]

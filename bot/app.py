"""The composition root: settings to wired parts. Here alone the concrete index is chosen."""

from dataclasses import dataclass

from bot.access import Access
from bot.commands import Commands
from bot.rendering.templates import Templates
from bot.service import Service
from config.settings import FOLDER, Settings
from retrieval.indexes.memory import MemoryIndex
from retrieval.models import Weights
from retrieval.ranking.ranker import Ranker
from retrieval.searcher import Searcher


@dataclass(frozen=True, slots=True)
class App:
    """The parts that every adapter needs."""

    settings: Settings
    searcher: Searcher
    service: Service
    commands: Commands
    templates: Templates


def build(settings: Settings) -> App:
    """Load the corpus and wire the parts.

    Raises `RetrievalError` where the corpus cannot be served, `TemplatesError` where a template is wrong.
    """
    templates = Templates(FOLDER / "answers")
    weights = Weights(
        window=settings.window_weight,
        document=settings.document_weight,
        synonym=settings.synonym_weight,
        name=settings.name_weight,
    )
    searcher = Searcher(
        corpus=settings.corpus,
        synonyms=FOLDER / "synonyms.toml",
        weights=weights,
        ranker=Ranker.read(FOLDER / "ranking.json", FOLDER / "lexicon.tsv", weights),
        make_index=MemoryIndex,
        threshold=settings.answer_threshold,
    )
    service = Service(searcher, settings.citations)
    return App(settings, searcher, service, Commands(service, Access(settings.admin_ids)), templates)

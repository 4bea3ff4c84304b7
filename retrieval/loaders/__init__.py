"""One module per file format: the bytes of a file to documents. `LOADERS` maps a suffix to its loader."""

from collections.abc import Mapping

from retrieval.loaders.base import Loader
from retrieval.loaders.jsonl import load_jsonl
from retrieval.loaders.markdown import load_markdown
from retrieval.loaders.text import load_text

LOADERS: Mapping[str, Loader] = {
    ".txt": load_text,
    ".md": load_markdown,
    ".jsonl": load_jsonl,
}

__all__ = ["LOADERS", "Loader"]

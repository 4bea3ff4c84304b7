"""One module per file format, which turns the bytes of a file into documents; `LOADERS` maps suffixes to them."""

from collections.abc import Mapping

from retrieval.corpus.loaders.compression import gzip_loader
from retrieval.corpus.loaders.docx import load_docx
from retrieval.corpus.loaders.epub import load_epub
from retrieval.corpus.loaders.feed import load_feed
from retrieval.corpus.loaders.html import load_html
from retrieval.corpus.loaders.jsonl import load_jsonl
from retrieval.corpus.loaders.limits import skipping
from retrieval.corpus.loaders.mail import load_mail, load_mbox, split_mbox
from retrieval.corpus.loaders.markdown import load_markdown
from retrieval.corpus.loaders.options import ReadingOptions
from retrieval.corpus.loaders.pdf import load_pdf
from retrieval.corpus.loaders.port import Loader, RecordBatch, Splitter
from retrieval.corpus.loaders.table import load_table, split_table
from retrieval.corpus.loaders.text import load_text
from retrieval.corpus.loaders.zip import zip_loader

# Formats whose files are held in memory whole: one document each, or a few.
_WHOLE: Mapping[str, Loader] = {
    ".txt": load_text,
    ".md": load_markdown,
    ".html": load_html,
    ".htm": load_html,
    ".xhtml": load_html,
    ".eml": load_mail,
    ".pdf": load_pdf,
    ".docx": load_docx,
    ".epub": load_epub,
    ".rss": load_feed,
    ".atom": load_feed,
    ".xml": load_feed,
}
# Formats of many records, streamed from files that may be larger than memory.
_STREAMED: Mapping[str, Loader] = {".jsonl": load_jsonl, ".csv": load_table, ".tsv": load_table, ".mbox": load_mbox}
# A file of these can be split into batches of records, so that several processes read it.
SPLITTERS: Mapping[str, Splitter] = {".csv": split_table, ".tsv": split_table, ".mbox": split_mbox}
_COMPRESSED_ALREADY = frozenset({".pdf", ".docx", ".epub"})
_PLAIN = {suffix: skipping(loader) for suffix, loader in {**_WHOLE, **_STREAMED}.items()}
_GZIPPED = {
    f"{suffix}.gz": gzip_loader(loader) for suffix, loader in _PLAIN.items() if suffix not in _COMPRESSED_ALREADY
}
_STREAMED_SUFFIXES = frozenset({*_STREAMED, *(f"{suffix}.gz" for suffix in _STREAMED)})

LOADERS: Mapping[str, Loader] = {**_PLAIN, **_GZIPPED, ".zip": skipping(zip_loader(_PLAIN, _STREAMED_SUFFIXES))}
# `largest_file` and `longest_reading` do not apply to files of these suffixes.
STREAMED = _STREAMED_SUFFIXES | {".zip"}
UNKNOWN_FORMAT = f"is none of {', '.join(sorted({*_PLAIN, '.zip'}))}, nor one of those of text with .gz"

__all__ = ["LOADERS", "SPLITTERS", "STREAMED", "UNKNOWN_FORMAT", "Loader", "ReadingOptions", "RecordBatch"]

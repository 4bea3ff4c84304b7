"""One module per file format, which turns the bytes of a file into documents; `LOADERS` maps suffixes to them."""

from collections.abc import Mapping

from retrieval.corpus.loaders.compression import gzip_loader
from retrieval.corpus.loaders.deferred import loader, splitter
from retrieval.corpus.loaders.limits import skipping
from retrieval.corpus.loaders.options import ReadingOptions
from retrieval.corpus.loaders.port import Loader, RecordBatch, Splitter
from retrieval.corpus.loaders.zip import zip_loader

# Formats whose files are held in memory whole: one document each, or a few.
_WHOLE: Mapping[str, Loader] = {
    ".txt": loader("text", "load_text"),
    ".md": loader("markdown", "load_markdown"),
    ".html": loader("html", "load_html"),
    ".htm": loader("html", "load_html"),
    ".xhtml": loader("html", "load_html"),
    ".eml": loader("mail", "load_mail"),
    ".pdf": loader("pdf", "load_pdf"),
    ".docx": loader("docx", "load_docx"),
    ".epub": loader("epub", "load_epub"),
    ".rss": loader("feed", "load_feed"),
    ".atom": loader("feed", "load_feed"),
    ".xml": loader("feed", "load_feed"),
}
# Formats of many records, streamed from files that may be larger than memory.
_STREAMED: Mapping[str, Loader] = {
    ".jsonl": loader("jsonl", "load_jsonl"),
    ".csv": loader("table", "load_table"),
    ".tsv": loader("table", "load_table"),
    ".mbox": loader("mail", "load_mbox"),
}
# A file of these can be split into batches of records, so that several processes read it.
SPLITTERS: Mapping[str, Splitter] = {
    ".csv": splitter("table", "split_table"),
    ".tsv": splitter("table", "split_table"),
    ".mbox": splitter("mail", "split_mbox"),
}
_COMPRESSED_ALREADY = frozenset({".pdf", ".docx", ".epub"})
_PLAIN = {suffix: skipping(load) for suffix, load in {**_WHOLE, **_STREAMED}.items()}
_GZIPPED = {f"{suffix}.gz": gzip_loader(load) for suffix, load in _PLAIN.items() if suffix not in _COMPRESSED_ALREADY}
_STREAMED_SUFFIXES = frozenset({*_STREAMED, *(f"{suffix}.gz" for suffix in _STREAMED)})

LOADERS: Mapping[str, Loader] = {**_PLAIN, **_GZIPPED, ".zip": skipping(zip_loader(_PLAIN, _STREAMED_SUFFIXES))}
# `largest_file` and `longest_reading` do not apply to files of these suffixes.
STREAMED = _STREAMED_SUFFIXES | {".zip"}
UNKNOWN_FORMAT = f"is none of {', '.join(sorted({*_PLAIN, '.zip'}))}, nor one of those of text with .gz"

__all__ = ["LOADERS", "SPLITTERS", "STREAMED", "UNKNOWN_FORMAT", "Loader", "ReadingOptions", "RecordBatch"]

"""Cuts a labelled set of long articles into shorter documents and smaller corpora, the sizes that users have."""

import bisect
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

_BREAK = re.compile(r"\n\s*\n")


def cut(articles: Path, folder: Path, *, paragraphs: int, documents: int | None) -> list[Path]:
    """Cut articles into documents of `paragraphs` paragraphs, and write them as labelled sets; return their folders.

    A set has at most `documents` documents; if that is None, there is one set. Each folder has `corpus.jsonl` and
    `questions.jsonl`, of the questions with an answer. Documents keep the title of their article, and gold spans
    keep their text.
    """
    begins: dict[str, list[int]] = {}
    cut_documents: list[dict[str, str]] = []
    for article in _objects(articles / "corpus.jsonl"):
        text = article["text"]
        starts = [0, *(match.end() for match in _BREAK.finditer(text))][::paragraphs]
        begins[article["id"]] = starts
        for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True)):
            document = {"id": f"{article['id']}#{number}", "title": article["title"], "text": text[start:end]}
            cut_documents.append(document)
    corpus_of = {it["id"]: number // (documents or len(cut_documents)) for number, it in enumerate(cut_documents)}
    corpora, questions = defaultdict(list), defaultdict(list)
    for document in cut_documents:
        corpora[corpus_of[document["id"]]].append(document)
    for question in _objects(articles / "questions.jsonl"):
        if not question["gold"]:
            continue
        gold = []
        for span in question["gold"]:
            starts = begins[span["doc_id"]]
            number = bisect.bisect_right(starts, span["start"]) - 1
            start, end = span["start"] - starts[number], span["end"] - starts[number]
            gold.append({"doc_id": f"{span['doc_id']}#{number}", "start": start, "end": end})
        kept = {name: question[name] for name in ("id", "question", "answerable")}
        corpus = corpus_of[gold[0]["doc_id"]]
        gold = [it for it in gold if corpus_of[it["doc_id"]] == corpus]
        questions[corpus].append(kept | {"gold": gold})
    return [_write(folder / str(number), corpora[number], questions[number]) for number in sorted(questions)]


def _write(folder: Path, corpus: list[dict[str, str]], questions: list[dict[str, object]]) -> Path:
    folder.mkdir(parents=True)
    for name, items in (("corpus", corpus), ("questions", questions)):
        lines = "".join(json.dumps(item) + "\n" for item in items)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


def _objects(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]  # of the form of the labelled sets
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)

"""The corpus by which the speed of other languages is measured, and a small run of the measurement."""

import json
from pathlib import Path

import pytest

from benchmarks.retrieval.language_speed import measure, write_corpus

_TEXTS = {
    "ru": ["Москва стала столицей в 1918 году. Город стоит на реке Москве.", "Совет собрался в марте. Он решил мало."],
    "zh": ["北京是中国的首都。这座城市有三千年的历史。", "委员会在三月开会。它没有作出决定。"],
}


def _articles(path: Path) -> list[str]:
    return [json.loads(it)["text"] for it in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("code", _TEXTS)
def test_the_same_corpus_is_written_in_each_run(tmp_path: Path, code: str) -> None:
    """Two runs measure the same text, which has new words and pairs."""
    for name in ("first", "second"):
        write_corpus(tmp_path / name, code, _TEXTS[code], 200)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    articles = _articles(tmp_path / "first")
    assert len(articles) == 10
    end = "。" if code == "zh" else ". "
    assert len({sentence for it in articles for sentence in it.split(end)}) > 20


@pytest.mark.slow
@pytest.mark.parametrize("code", _TEXTS)
def test_a_small_corpus_is_measured(tmp_path: Path, code: str) -> None:
    """A set of two articles is indexed and asked by the real program."""
    lines = [json.dumps({"id": str(number), "text": it}) for number, it in enumerate(_TEXTS[code])]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    asked = json.dumps({"question": _TEXTS[code][0][:8]})
    (tmp_path / "questions.jsonl").write_text("\n".join([asked] * 40), encoding="utf-8")
    figures = measure(code, tmp_path, 1_000, 20)
    assert figures["questions"] == 20
    assert int(str(figures["sentences"]).replace(",", "")) > 500

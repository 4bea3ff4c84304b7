"""The two training commands, from the labelled sets to the files of the ranking."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval.engines import open_memory
from retrieval.models import Weights
from retrieval.ranking.confidence import CONFIDENCE_FEATURES
from retrieval.ranking.features import FEATURES
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.ranker import Ranker
from retrieval.searcher import Searcher
from retrieval.store import temporary
from retrieval.training.__main__ import main
from retrieval.training.train import LEXICON, RANKING
from tests.retrieval.articles import SEEDS, SYNONYMS

from .sets import TRAINING, write_config, write_sets

ROOT = SEEDS.parent


def train(data: Path, config: Path, hash_seed: str) -> Path:
    """Run both commands, as `make train` does."""
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    for what in ("lexicon", "ranking"):
        command = [sys.executable, "-m", "retrieval.training", what, "--data", str(data), "--config", str(config)]
        subprocess.run(command, env=environment, check=True, capture_output=True)
    return config


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Train twice, in processes that order sets of words differently."""
    folder = tmp_path_factory.mktemp("training")
    data = write_sets(folder / "train")
    configs = [write_config(folder / name) for name in ("one", "other")]
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(train, [data] * 2, configs, ("1", "2")))


@pytest.mark.slow
def test_to_train_twice_gives_the_same_bytes(trained: list[Path]) -> None:
    for name in (LEXICON, RANKING):
        one, other = ((config / name).read_bytes() for config in trained)
        assert one == other


@pytest.mark.slow
def test_what_is_written_is_read_and_ranks(trained: list[Path]) -> None:
    ranker = Ranker.read(trained[0] / RANKING, trained[0] / LEXICON, Weights())
    corpus = trained[0].parent / "train" / "squad-train" / "corpus.jsonl"
    searcher = Searcher(temporary(corpus), SYNONYMS, Weights(), ranker, open_memory)
    for town in TRAINING:
        [hit] = searcher.search(f"Who founded {town}?", 1).hits
        assert hit.sentence.text.startswith(f"{town} was established by ")


@pytest.mark.slow
def test_the_lexicon_tells_what_was_planted_and_its_source(trained: list[Path]) -> None:
    lexicon = Lexicon.read(trained[0] / LEXICON)
    assert "establish" in {*lexicon.translations("found"), *lexicon.affinities("found")}
    assert lexicon.affinities("#date")["<year>"] > 0
    notes: list[str] = []
    lines: list[str] = []
    for line in (trained[0] / LEXICON).read_text(encoding="utf-8").splitlines():
        (notes if line.startswith("# ") else lines).append(line)
    assert "CC BY-SA" in " ".join(notes)
    assert lines == sorted(lines, key=lambda it: (not it.startswith("#rarity"), it))
    assert lexicon.rarity("ferri") < lexicon.rarity("unheard") == 1


@pytest.mark.slow
def test_the_weights_are_those_of_the_features_with_their_source(trained: list[Path]) -> None:
    model = json.loads((trained[0] / RANKING).read_text(encoding="utf-8"))
    assert list(model["weights"]) == list(FEATURES)
    assert list(model["confidence"]["weights"]) == list(CONFIDENCE_FEATURES)
    assert "CC BY-SA" in model["about"]["data"]


@pytest.mark.parametrize("what", ["lexicon", "ranking"])
def test_without_the_labelled_sets_it_says_so_and_leaves_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    missing = tmp_path / "missing"
    monkeypatch.setattr(sys, "argv", ["training", what, "--data", str(missing), "--config", str(tmp_path)])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert f"no squad-pairs.jsonl in {missing}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

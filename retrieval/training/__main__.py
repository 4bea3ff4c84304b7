"""`python -m retrieval.training lexicon|ranking`: train one of the two files of the ranking, reproducibly."""

import argparse
from pathlib import Path

from retrieval.errors import RetrievalError
from retrieval.training.train import train_lexicon, train_ranking


def main() -> None:
    """Train one of the files; exit with status 2 if the labelled questions are missing."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.training", description=__doc__)
    parser.add_argument("what", choices=("lexicon", "ranking"))
    parser.add_argument("--data", type=Path, required=True, help="the folder with squad-train/ and squad-pairs.jsonl")
    parser.add_argument("--config", type=Path, required=True, help="the folder that the files are written to")
    options = parser.parse_args()
    for name in ("squad-pairs.jsonl", "squad-train/corpus.jsonl", "squad-train/questions.jsonl"):
        if not (options.data / name).is_file():
            parser.error(f"there is no {name} in {options.data}: name the folder of the training sets")
    train = {"lexicon": train_lexicon, "ranking": train_ranking}[options.what]
    try:
        train(options.data, options.config)
    except RetrievalError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()

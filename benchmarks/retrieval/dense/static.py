"""Embeds texts by wordllama, as the mean of static token vectors. Needs the package wordllama."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import wordllama

from benchmarks.retrieval.dense import Vectors

# With the folder named, since by default wordllama looks for its tokenizer elsewhere and downloads another copy.
_MODEL = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)


def embed(texts: Sequence[str]) -> Vectors:
    """Return a vector of length 1 for each text, or of zeros if no token is known."""
    means: Vectors = np.asarray(_MODEL.embed(list(texts), norm=False), np.float32)
    vectors: Vectors = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), np.float32(1e-9))
    return vectors

"""wordllama: a static embedding, the mean of its tokens' vectors. Needs the package wordllama."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import wordllama

from benchmarks.retrieval.dense import Vectors

# Named, since it looks for its own tokenizer elsewhere, and would fetch another copy.
_MODEL = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)


def embed(texts: Sequence[str]) -> Vectors:
    """Return a vector of length 1 for each text; of 0 for a text of no known token."""
    means: Vectors = np.asarray(_MODEL.embed(list(texts), norm=False), np.float32)
    vectors: Vectors = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), np.float32(1e-9))
    return vectors

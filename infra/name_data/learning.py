"""Learns the weights of ``domain.policy.names.company_look``: logistic regression, the same in every run."""

import math
import random
from array import array
from collections.abc import Sequence

from domain.policy import text as texts
from domain.policy.names.company_look import SCALE, SIZE, Feature, shape_features, word_features

ROUNDS = 6
FIRST_STEP, SLOWER, SHRINKAGE = 0.5, 0.7, 2e-5
MOST = 127  # a stored weight
SEED = 20261128


def weights(people: Sequence[str], companies: Sequence[str]) -> bytes:
    """One signed byte for each weight."""
    examples = [(_features(name), 0) for name in people] + [(_features(name), 1) for name in companies]
    rounded = (round(SCALE * weight) for weight in _learned(examples))
    return array("b", (max(-MOST, min(MOST, weight)) for weight in rounded)).tobytes()


def _learned(examples: list[tuple[list[Feature], int]]) -> list[float]:
    found, step, order = [0.0] * SIZE, FIRST_STEP, random.Random(SEED)
    for _ in range(ROUNDS):
        order.shuffle(examples)
        for features, is_company in examples:
            error = _chance(sum(found[at] * value for at, value in features)) - is_company
            for at, value in features:
                found[at] -= step * (error * value + SHRINKAGE * found[at])
        step *= SLOWER
    return found


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def _features(name: str) -> list[Feature]:
    words = texts.words(name)
    return [*shape_features(words), *(feature for word in words[:12] for feature in word_features(word))]

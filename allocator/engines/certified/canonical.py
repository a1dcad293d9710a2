"""The canonical order of allocations as sums of whole numbers, so that a search can carry it along."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from allocator.engines.certified.form import Form, Ints
from allocator.model import Model

BITS = 61


@dataclass(frozen=True)
class Lists:
    """Digits of the canonical list, packed into words; the smaller the words, the earlier the list.

    Parameters
    ----------
    applications
        Applications that are undecided, in published order.
    words
        For each option given, what it adds to each word.
    radices, lengths
        Base of the digits, and how many a word holds: of tiers, and of awards under funded-score.
    """

    applications: Ints
    words: Ints
    radices: tuple[int, ...]
    lengths: tuple[int, ...]

    def digits(self, words: Ints) -> list[list[int]]:
        """For each kind of digit the digits of one list, by application; 0 for no award."""
        found, start = [], 0
        for radix, length in zip(self.radices, self.lengths, strict=True):
            digits: list[int] = []
            for word in words[start : start + self._count(length)].tolist():
                digits += [(-word // radix**k) % radix for k in range(length - 1, -1, -1)]
            found.append(digits[: len(self.applications)])
            start += self._count(length)
        return found

    def _count(self, length: int) -> int:
        return -(-len(self.applications) // length)


def lists_of(model: Model, form: Form, options: Ints, applications: Ints, tiers: Ints) -> Lists:
    """Canonical words of some options.

    Parameters
    ----------
    options
        Options of a form.
    applications, tiers
        Of each of the model's options.
    """
    places = form.places[options]
    real = places >= 0
    mine = applications[places[real]]
    undecided, rank = np.unique(mine, return_inverse=True)
    radices = [model.tiers + 1]
    digits = [model.tiers - tiers[places[real]]]
    if model.funded:
        steps = form.steps[options][real]
        radices.append(int(steps.max(initial=1)) + 1)
        digits.append(steps)
    lengths = [max(1, int(BITS / math.log2(r))) for r in radices]
    blocks = []
    for radix, length, digit in zip(radices, lengths, digits, strict=True):
        block = np.zeros((len(options), -(-len(undecided) // length)), np.int64)
        powers = np.array([radix**k for k in range(length - 1, -1, -1)], np.int64)
        block[np.flatnonzero(real), rank // length] = -digit * powers[rank % length]
        blocks.append(block)
    return Lists(undecided, np.concatenate(blocks, axis=1), tuple(radices), tuple(lengths))

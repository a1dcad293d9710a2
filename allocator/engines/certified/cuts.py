"""Mixed-integer rounding of single rows: rows that whole choices keep and the relaxation's answer breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from allocator.engines.certified.form import LARGEST, Cut, Form, Ints
from allocator.engines.certified.relaxation import Floats

TINY = 1e-6
WORTH = 1e-4  # how far a cut is broken at least, as a share of its length
MOST = 30  # cuts added at once
A_ROW = 3  # of one bound


def rounded(uses: Ints, divisor: int, rest: int) -> Ints:
    """Coefficients of the rounding of `sum uses <= bound` where `rest` is the bound modulo the divisor."""
    return (uses // divisor) * (divisor - rest) + np.maximum(0, uses % divisor - rest)


def with_cuts(form: Form, shares: Floats, names: list[tuple[int, ...]], known: set[tuple[int, bytes]]) -> Form | None:
    """The form with cuts that the shares break; None where none is found.

    Parameters
    ----------
    shares
        How much of each option the relaxation takes.
    names
        For each class the names of its parts; a class with more than one keeps its uses as they are.
    known
        Cuts found before, by bound and coefficients; added to.
    """
    found = sorted(_broken(form, shares, names), key=lambda c: -c[0])
    chosen: list[tuple[Cut, Ints, int]] = []
    for _, cut, weights, bound in found:
        key = (bound, weights.tobytes())
        if key not in known and len(chosen) < MOST:
            known.add(key)
            chosen.append((cut, weights, bound))
    if not chosen:
        return None
    option = np.concatenate(
        [np.repeat(np.arange(len(form.values)), np.diff(form.ends))]
        + [np.flatnonzero(weights) for _, weights, _ in chosen]
    )
    start = len(form.lower)
    row = np.concatenate([form.rows] + [np.full(np.count_nonzero(w), start + k) for k, (_, w, _) in enumerate(chosen)])
    use = np.concatenate([form.uses] + [w[w != 0] for _, w, _ in chosen])
    order = np.argsort(option, kind="stable")
    counts = np.bincount(option, minlength=len(form.values))
    return replace(
        form,
        rows=row[order],
        uses=use[order],
        ends=np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
        lower=form.lower + (None,) * len(chosen),
        upper=form.upper + tuple(bound for *_, bound in chosen),
        origins=form.origins + ((),) * len(chosen),
        cuts=form.cuts + tuple(cut for cut, *_ in chosen),
    )


def _broken(form: Form, shares: Floats, names: list[tuple[int, ...]]) -> Iterator[tuple[float, Cut, Ints, int]]:
    """Cuts of the rows that are used up, with how far they are broken, their coefficients and their bound."""
    taken = _taken(form, shares)
    single = np.array([len(n) == 1 for n in names], bool)
    dense = form.dense(np.arange(len(form.values)), np.arange(form.own)).T
    for r in range(form.own):
        for upper, bound in ((True, form.upper[r]), (False, form.lower[r])):
            if bound is None:
                continue
            uses, limit = (dense[r], bound) if upper else (-dense[r], -bound)
            largest = int(np.abs(uses).max(initial=0))
            if largest == 0 or shares @ uses < limit - 0.2 * largest:
                continue
            number = form.origin(r, upper)
            users = np.unique(form.class_of[uses != 0])
            best = sorted(_roundings(form, uses, limit, shares, taken, single), key=lambda c: -c[0])
            for broken, divisor, shift, weights, most in best[:A_ROW]:
                shifts = tuple((name, int(shift[c])) for c in users.tolist() for name in names[c])
                yield broken, Cut(number, upper, divisor, shifts), weights, most


def _roundings(
    form: Form, uses: Ints, limit: int, shares: Floats, taken: Ints, single: Ints
) -> Iterator[tuple[float, int, Ints, Ints, int]]:
    """Roundings of one bound that are broken, as (how far, divisor, shift, coefficients, bound)."""
    cls = form.class_of
    part = (shares > TINY) & (shares < 1 - TINY)
    torn = np.unique(cls[part])
    half = np.where(shares[taken] > 0.5, uses[taken], 0)
    for shift in (half, uses[taken]):
        shift = np.where(single, shift, 0)
        first = uses - shift[cls]
        for divisor in np.unique(np.abs(first[part])).tolist():
            if divisor < 2:
                continue
            best = max(
                (_rounding(uses, limit, shares, cls, shift, divisor // k) for k in (1, 2, 4, 8)), key=lambda b: b[0]
            )
            for c in torn[single[torn]].tolist():
                for use in {0, *uses[form.starts[c] : form.starts[c + 1]].tolist()} - {int(best[2][c])}:
                    other = best[2].copy()
                    other[c] = use
                    best = max(best, _rounding(uses, limit, shares, cls, other, best[1]), key=lambda b: b[0])
            if best[0] > WORTH:
                yield best


def _rounding(
    uses: Ints, limit: int, shares: Floats, cls: Ints, shift: Ints, divisor: int
) -> tuple[float, int, Ints, Ints, int]:
    bound = limit - int(shift.sum())
    rest = bound % divisor if divisor > 1 else 0
    if rest == 0:
        return 0.0, divisor, shift, uses, limit
    weights = rounded(uses - shift[cls], divisor, rest)
    most = bound // divisor * (divisor - rest)
    if int(np.abs(weights).max(initial=0)) * len(weights) >= LARGEST or abs(most) >= LARGEST:
        return 0.0, divisor, shift, uses, limit
    length = float(np.sqrt((weights.astype(float) ** 2).sum()))
    return (float(weights @ shares) - most) / max(length, 1.0), divisor, shift, weights, most


def _taken(form: Form, shares: Floats) -> Ints:
    """For each class its option with the largest share."""
    order = np.lexsort((shares, form.class_of))
    return order[form.starts[1:] - 1]

"""Prices of the rows, made whole. Any prices give a true bound on every value; good ones give a tight one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.form import LARGEST, Form, Ints, TooLarge

FINEST = 20


@dataclass(frozen=True)
class Bound:
    """What integer prices prove: `scale * value = bound - losses` for every choice within the rows.

    Parameters
    ----------
    scale
        Prices are over this.
    prices
        One a row; positive where its upper bound is priced, negative where its lower is.
    bound
        Scale times an upper bound on every value.
    regrets
        For each option, how far it is below the best of its class at these prices.
    """

    scale: int
    prices: Ints
    bound: int
    regrets: Ints


def evaluate(form: Form, prices: NDArray[np.float64], left: NDArray[np.bool_] | None = None) -> Bound:
    """Bound and regrets at prices per unit of value, rounded to a scale that 64 bits hold; see `at_prices`."""
    finite = prices if np.isfinite(prices).all() else np.nan_to_num(prices)
    for bits in range(FINEST, -1, -2):
        scale = 2**bits
        whole = np.rint(finite * scale)
        if float(np.abs(whole).max(initial=0)) < 2.0**52:
            bound = at_prices(form, scale, whole.astype(np.int64), left)
            if bound is not None:
                return bound
    raise TooLarge("values and uses times prices")


def at_prices(form: Form, scale: int, prices: Ints, left: NDArray[np.bool_] | None = None) -> Bound | None:
    """Bound at whole prices; None where 64 bits do not hold it.

    Parameters
    ----------
    left
        Options that may still be taken, one in every class at least; the regrets of others are `LARGEST`.
    """
    signed = prices.copy()
    for r, (low, high) in enumerate(zip(form.lower, form.upper, strict=True)):
        if (signed[r] > 0 and high is None) or (signed[r] < 0 and low is None):
            signed[r] = 0
    top = int(np.abs(signed).max(initial=0))
    reach = scale * int(np.abs(form.values).max(initial=0))
    reach += top * int(np.abs(form.uses).max(initial=0)) * max(1, int((form.ends[1:] - form.ends[:-1]).max(initial=0)))
    wide = top * int(np.abs(form.uses).max(initial=0)) * len(form.uses)  # the running sum in `weighed`
    if max(reach * 2 * max(1, form.classes), wide) >= LARGEST:
        return None
    adjusted = scale * form.values - form.weighed(signed)
    if left is not None:
        adjusted = np.where(left, adjusted, -LARGEST)
    best = np.maximum.reduceat(adjusted, form.starts[:-1]) if form.classes else np.zeros(0, np.int64)
    total = int(best.sum())
    for price, low, high in zip(signed.tolist(), form.lower, form.upper, strict=True):
        if price > 0 and high is not None:
            total += price * high
        elif price < 0 and low is not None:
            total += price * low
    regrets = best[form.class_of] - adjusted
    return Bound(scale, signed, total, regrets if left is None else np.where(left, regrets, LARGEST))

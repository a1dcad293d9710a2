"""Unified social credit codes (统一社会信用代码, GB 32100), one by one and by the million."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from allocator.arrays import Column, Mask
from allocator.errors import Problems
from allocator.numbers import fold
from allocator.tables.cells import BadCell, report_bad
from allocator.tables.table import Table

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LENGTH = 18
_WEIGHTS = np.array([pow(3, k, 31) for k in range(_LENGTH - 1)])
_DIGITS = np.full(256, -1)
_DIGITS[np.frombuffer(_ALPHABET.encode(), np.uint8)] = range(len(_ALPHABET))


def uscc(text: str) -> str:
    """Unified social credit code (GB 32100) of a cell, its check digit verified."""
    from stdnum.cn.uscc import calc_check_digit

    code = fold(text).upper()
    if len(code) != _LENGTH:
        raise BadCell(f"{text!r} has {len(code)} characters, not 18", "copy the code from the business licence")
    if any(c not in _ALPHABET for c in code) or not code[2:8].isdigit():
        raise BadCell(
            f"{text!r} is no unified social credit code",
            "copy it from the business licence; the letters I, O, S, V, Z do not occur",
        )
    if calc_check_digit(code[:17]) != code[17]:
        raise BadCell(f"{text!r} has a wrong check digit", "copy the code from the business licence")
    return code


def uscc_column(table: Table, problems: Problems) -> Column[str]:
    """The codes of a table, `""` where there is none.

    Parameters
    ----------
    table
        Cells as read.
    problems
        Takes a fault per cell that is no code.
    """
    cells = table.cells("uscc")
    found, bad = codes(cells.values)
    if bad:
        report_bad(table, "uscc", bad, problems)
    return Column(cells.codes, found).merged()


def codes(texts: Sequence[str]) -> tuple[list[str], dict[int, BadCell]]:
    """The code of each text, `""` for what is none; and by its place what is wrong with each that is filled.

    Those that are written as they should be are recognised all at once.
    """
    found, bad = list(texts), dict[int, BadCell]()
    for k in np.flatnonzero(~_sound(texts)).tolist():
        found[k] = ""
        try:
            found[k] = uscc(texts[k]) if texts[k] else ""
        except BadCell as error:
            bad[k] = error
    return found, bad


def _sound(texts: Sequence[str]) -> Mask:
    """Whether each text is a code as `uscc` gives it back."""
    sound = np.fromiter((len(t) == _LENGTH and t.isascii() for t in texts), bool, len(texts))
    joined = "".join([t for t, fits in zip(texts, sound.tolist(), strict=True) if fits])
    digits = _DIGITS[np.frombuffer(joined.encode(), np.uint8)].reshape(-1, _LENGTH)
    right = (digits >= 0).all(axis=1) & (digits[:, 2:8] < 10).all(axis=1)
    right &= -(digits[:, :-1] @ _WEIGHTS) % 31 == digits[:, -1]
    sound[sound] = right
    return sound

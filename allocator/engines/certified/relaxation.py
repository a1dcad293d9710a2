"""The linear relaxation of a form by HiGHS. Its answer is a proposal: what it proves is computed in integers after."""

from __future__ import annotations

from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

from allocator.engines.certified.core import Stopped
from allocator.engines.certified.form import Form, Ints, expanded
from allocator.engines.clock import Clock
from allocator.engines.quiet import silent_stdout

Floats = NDArray[np.float64]
LONG = 2.0**12  # of a direction any length will do: so that small prices keep their digits when they are rounded
_OWN = local()
LEAST = 1.0  # seconds: what small cases need to have something to show, however short the time


def bounds_of(form: Form) -> tuple[Floats, Floats]:
    """Bounds of the rows as floating-point numbers, infinite where there is none."""
    lower = np.array([-np.inf if b is None else float(b) for b in form.lower])
    return lower, np.array([np.inf if b is None else float(b) for b in form.upper])


def relaxed_prices(
    form: Form,
    options: Ints,
    lower: Floats,
    upper: Floats,
    box: tuple[Floats, Floats] | None = None,
    clock: Clock | None = None,
) -> tuple[Floats, float] | None:
    """Dual prices of the rows, with some classes alone free to choose.

    Parameters
    ----------
    form
        The whole.
    options
        Options that may be taken; those of a class together, each such class whole.
    lower, upper
        Bounds of the rows, less what is settled.
    box
        Least and largest price of each row: what a row lacks may then be bought, and what it has be sold, at these.
    clock
        Its limit is the solver's too.

    Raises
    ------
    Stopped
        Where the clock ran out.

    Returns
    -------
    tuple or None
        A price per row in value per unit, and the largest value; None where nothing keeps the rows.
    """
    import highspy

    solver = _solver()
    unit = float(max(1, np.abs(form.values).max(initial=0)))  # values near 1 keep clear of the solver's tolerances
    _pass(solver, form, options, lower, upper, unit)
    if box is not None:
        for sign, cost in ((-1.0, box[1]), (1.0, -box[0])):
            _elastic(solver, sign, cost / unit)
    remaining = None if clock is None else clock.remaining
    solver.setOptionValue("time_limit", np.inf if remaining is None else max(LEAST, remaining))
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
        raise Stopped
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    duals = np.array(solver.getSolution().row_dual)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal or len(duals) < len(form.lower):
        return np.zeros(len(form.lower)), np.inf  # it gave up: no price is better than a wrong one
    return -duals[: len(form.lower)] * unit, -solver.getInfo().objective_function_value * unit


def infeasible_prices(form: Form, options: Ints) -> Floats:
    """Prices at which a form without solution has a bound below 0, where its relaxation has no solution either.

    Parameters
    ----------
    form
        With values of 0.
    options
        Options that may be taken; those of a class together, each such class whole.
    """
    solver = new_solver()
    _pass(solver, form, options, *bounds_of(form), 1.0)
    for sign in (1.0, -1.0):
        _elastic(solver, sign, np.ones(len(form.lower)))
    solver.run()
    duals = np.array(solver.getSolution().row_dual)
    return -duals[: len(form.lower)] * LONG if len(duals) >= len(form.lower) else np.zeros(len(form.lower))


def corners_of(form: Form) -> Ints:
    """Options that the relaxation needs: of awards in a row only the least and the largest."""
    inner = np.zeros(len(form.values), bool)
    same = (form.places[1:] == form.places[:-1]) & (form.class_of[1:] == form.class_of[:-1])
    inner[1:-1] = same[1:] & same[:-1] & ((form.places[1:-1] >= 0) | (form.ends[2:-1] - form.ends[1:-2] > 0))
    return np.flatnonzero(~inner)


def _solver() -> Any:
    """The thread's own, for programs solved once: making one takes as long as a small program does.

    It forgets all of a program when it gets another.
    """
    if not hasattr(_OWN, "solver"):
        _OWN.solver = new_solver()
    return _OWN.solver


def new_solver() -> Any:
    """A silent one."""
    import highspy

    with silent_stdout():
        solver = highspy.Highs()  # the first one prints a banner, whatever its options say
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("presolve", "off")  # it takes longer than it saves, and forgets where the last solve ended
    return solver


def _elastic(solver: Any, sign: float, cost: Floats) -> None:
    """A column for each row that takes one unit from it (-1) or gives it one, at a cost."""
    n = len(cost)
    rows = np.arange(n, dtype=np.int32)
    solver.addCols(n, cost, np.zeros(n), np.full(n, np.inf), n, rows, rows, np.full(n, sign))


def pass_program(
    solver: Any, costs: Floats, rows: tuple[Floats, Floats], starts: Ints, index: Ints, values: Floats
) -> None:
    """Give a solver a program of columns between 0 and 1, as arrays, which it takes faster than lists.

    Parameters
    ----------
    costs
        Of each column.
    rows
        Lower and upper bounds of the rows.
    starts, index, values
        Entries of the columns, those of column k from `starts[k]` on; their rows and their numbers.
    """
    import highspy

    n = len(costs)
    solver.passModel(
        n,
        len(rows[0]),
        len(index),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        costs,
        np.zeros(n),
        np.ones(n),
        *rows,
        starts.astype(np.int32),
        index.astype(np.int32),
        values,
        np.zeros(n, np.int32),
    )


def _pass(solver: Any, form: Form, options: Ints, lower: Floats, upper: Floats, unit: float) -> None:
    """Give a solver the relaxation: to choose nothing needs no column, a class of one option no row."""
    counts = form.ends[options + 1] - form.ends[options]
    empty = (counts == 0) & (form.values[options] == 0)
    cls = form.class_of[options]
    free = np.zeros(form.classes, bool)
    free[cls[empty]] = True
    options, counts, cls = options[~empty], counts[~empty], cls[~empty]
    size = np.bincount(cls, minlength=form.classes)
    bound = (size > 1) | ((size == 1) & ~free)
    row_of = np.where(bound, np.cumsum(bound) - 1, -1)[cls]
    rows, extra = len(form.lower), int(bound.sum())
    ends = np.cumsum(counts + (row_of >= 0))
    total = int(ends[-1]) if len(ends) else 0
    owned = np.zeros(total, bool)
    owned[ends[row_of >= 0] - 1] = True  # a column ends with the row of its class
    entry = expanded(form.ends[options], counts)
    index, values = np.empty(total, np.int64), np.ones(total)
    index[owned], index[~owned], values[~owned] = rows + row_of[row_of >= 0], form.rows[entry], form.uses[entry]
    bounds = (
        np.concatenate([lower, np.where(free[bound], -np.inf, 1.0)]),
        np.concatenate([upper, np.ones(extra)]),
    )
    pass_program(solver, -form.values[options] / unit, bounds, np.append(0, ends), index, values)

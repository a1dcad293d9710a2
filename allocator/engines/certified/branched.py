"""Where the dynamic program alone outgrows its limit: cuts, then branch and bound with such programs at its leaves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from allocator.engines.certified.core import TooManyStates
from allocator.engines.certified.cuts import with_cuts
from allocator.engines.certified.form import Form, Ints
from allocator.engines.certified.node import Node
from allocator.engines.certified.node_lp import Left, NodeLP
from allocator.engines.certified.prices import Bound, evaluate
from allocator.engines.certified.reduced import Core, reduced, whole
from allocator.engines.certified.tree import Search
from allocator.engines.certified.within import Choice, best_within
from allocator.engines.clock import Clock
from allocator.model import Model

ROUNDS, IDLE = 20, 2
LARGEST_CORE = 4_000  # options


def branched(
    model: Model, form: Form, bound: Bound, value: int, clock: Clock, most: int, keep: Callable[[Choice], None]
) -> tuple[Choice | None, Node]:
    """The best choice of a form, first in the canonical order among equals, and its proof.

    Parameters
    ----------
    value
        What it is worth at least; the choice is None where nothing is.
    most
        Largest number of nodes.
    keep
        Told of choices on the way, in no order.

    Raises
    ------
    TooManyStates
        Where this way does not end soon.
    Stopped
        Where the clock ran out.
    """
    root = Node(form, bound, np.ones(len(form.values), bool))
    core = _settled(whole(form), root, value)
    if core is None:
        return None, root
    core, last = _cut(model, core, root, value)
    if core is None:
        return None, root
    best: list[Choice] = []

    def leaf(bound: Bound, gap: int, inside: Left, work: int) -> int | None:
        found = best_within(model, core.form, bound, gap, inside, clock, work)
        if found is None or found.value < search.value:  # what cuts lose is missing in the search: it may find less
            return None
        choice = _lifted(form, core, found)
        keep(choice)
        best[:] = [choice] if not best else [min(best[0], choice, key=lambda c: _rank(model, form, c))]
        return found.value

    def found(chosen: Ints) -> None:
        real = chosen[core.form.places[chosen] >= 0]
        keep(_lifted(form, core, Choice(int(core.form.values[chosen].sum()), real)))

    search = Search(core.form, value - core.value, leaf, found, clock, most)
    last.other = search.explore(np.ones(len(core.form.values), bool))
    return best[0] if best else None, root


def _settled(core: Core, node: Node, value: int) -> Core | None:
    """What the prices of a node leave open of a core, for choices that reach a value."""
    gap = node.bound.bound - node.bound.scale * (value - core.value)
    left = reduced(core, node.bound.regrets <= gap)
    if left is not None and len(left.options) > LARGEST_CORE:
        raise TooManyStates("too much is open")
    return left


def _cut(model: Model, core: Core, last: Node, value: int) -> tuple[Core | None, Node]:
    """Rounds of cuts, each of which lowers the bound, and what it settles."""
    known: set[tuple[int, bytes]] = set()
    lowest, idle = None, 0
    for _ in range(ROUNDS):
        form = core.form
        every = np.ones(len(form.values), bool)
        relaxed = NodeLP(form).solve(every)
        if relaxed is None or relaxed.value is None:
            break
        bound = evaluate(form, relaxed.prices, every)
        gap = bound.bound - bound.scale * (value - core.value)
        if int((bound.regrets <= gap).sum()) < 0.9 * len(form.values):
            last.other = Node(form, bound, every)
            last = last.other
            left = _settled(core, last, value)
            if left is None:
                return None, last
            core = left
            known.clear()
            if not core.form.classes:
                break
            continue
        here = gap / bound.scale
        idle = 0 if lowest is None or here < 0.99 * lowest else idle + 1
        lowest = here if lowest is None else min(lowest, here)
        if idle > IDLE:
            break
        names = names_of(model, form)
        more = None if names is None else with_cuts(form, relaxed.shares, names, known)
        if more is None:
            break
        core = Core(more, core.options, core.fixed, core.value)
    return core, last


def names_of(model: Model, form: Form) -> list[tuple[int, ...]] | None:
    """For each class its applications, or -1 less the number of the target whose distance it is.

    None where that target's row cannot be broken any more, so that nothing tells whose distance it is.
    """
    names: list[tuple[int, ...]] = []
    application = model.columns.application.tolist()
    for a, b in zip(form.starts[:-1].tolist(), form.starts[1:].tolist(), strict=True):
        real = [p for p in form.places[a:b].tolist() if p >= 0]
        used = form.rows[form.ends[a] : form.ends[b]].tolist()
        if real or not used:
            names.append(tuple(dict.fromkeys(application[p] for p in real)))
        else:
            numbers = [n - len(model.rows) for row in used for n, *_ in form.origins[row]]
            target = min(numbers, default=len(model.targets))
            if target >= len(model.targets):
                return None
            names.append((-1 - target,))
    return names


def _lifted(form: Form, core: Core, found: Choice) -> Choice:
    fixed = core.fixed[form.places[core.fixed] >= 0]
    return Choice(found.value + core.value, np.concatenate([fixed, core.options[found.options]]))


def _rank(model: Model, form: Form, choice: Choice) -> tuple[int, list[int], list[int]]:
    """The larger the value and the earlier the list, the smaller."""
    tiers, steps = [model.tiers] * len(model.choices), [0] * len(model.choices)
    for o in choice.options.tolist():
        option = model.options[int(form.places[o])]
        tiers[option.application], steps[option.application] = option.tier, -int(form.steps[o])
    return -choice.value, tiers, steps

"""What the opposite outcome of an application is said to cost: its form, and the bounds that the winners set."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from allocator.numbers import plain
from allocator.runs.consistent.known import Known
from allocator.sensitivity.conflict import rules_in_play
from allocator.sensitivity.explanation import IMPOSSIBLE, TIE, Explanation, Regret
from allocator.sensitivity.regrets import standing_of


def regret_faults(known: Known, e: Explanation) -> Iterator[str]:
    """What is wrong with the regret and the standing of an application.

    Parameters
    ----------
    known
        The allocation.
    e
        What is said of the application.
    """
    regret, k = e.regret, e.application
    standing = standing_of(known.solved, regret, e.tier is not None)
    if e.standing != standing:
        yield f"standing: found {e.standing}, expected {standing} by its regret"
    if regret.stage == IMPOSSIBLE:
        yield from _impossible(known, k, regret)
        return
    if known.solved.place(k) is None:
        yield f"regret: found {regret.stage}, expected {IMPOSSIBLE}, as no tier is open to it"
        return
    if (regret.stage == TIE) != (regret.loss == 0):
        yield f"regret: found {regret.stage} with loss {plain(regret.loss or 0)}; 0 is a {TIE}, and nothing else is"
    if not known.in_order(regret.leaving, known.won.keys() - {k}):
        yield "leaving: expected other winners, each once, in published order"
    elif not known.in_order(regret.entering, set(known.scenario.order) - known.won.keys() - {k}):
        yield "entering: expected other eligible applications that do not win, each once, in published order"
    else:
        yield from _loss(known, e)


def _impossible(known: Known, k: int, regret: Regret) -> Iterator[str]:
    if known.solved.place(k) is None:
        expected = known.scenario.screening.failed[k]
        if regret.rules != expected:
            yield f"regret, rules: found {', '.join(regret.rules)}, expected {', '.join(expected)}, which it failed"
    else:
        rules = rules_in_play(known.scenario)
        if not regret.rules or list(regret.rules) != [r for r in rules if r in regret.rules]:
            yield "regret, rules: expected some of the rules that can conflict, each once, in the policy's order"
    if regret.leaving or regret.entering:
        yield "leaving, entering: found applications, expected none, as the opposite outcome is impossible"


def _loss(known: Known, e: Explanation) -> Iterator[str]:
    """Bounds: who wins in the opposite outcome is told but for the tiers."""
    regret, loss = e.regret, e.regret.loss or Fraction(0)
    if regret.stage == "quota-deviation":
        if loss.denominator != 1 or loss > known.most_deviation:
            yield f"regret, loss: found {plain(loss)}, which is no possible change of {regret.stage}"
        return
    if known.model.funded:
        least, most = Fraction(0), known.value
    else:
        low, high = known.span_of_winners
        for k, sign in ((k, -1) for k in (*regret.leaving, *([] if e.tier is None else [e.application]))):
            low, high = low + sign * known.span(k)[0], high + sign * known.span(k)[1]
        for k in (*regret.entering, *([e.application] if e.tier is None else [])):
            low, high = low + known.span(k)[0], high + known.span(k)[1]
        least, most = known.value - high, known.value - low
    if not least <= loss <= most:
        yield (
            f"regret, loss: found {plain(loss)}, expected {plain(max(least, Fraction(0)))} to {plain(most)} "
            "with those who enter and leave"
        )

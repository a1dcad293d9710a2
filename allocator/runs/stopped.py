"""A run that was stopped before its proof, against a new search: what its bounds claim."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from allocator.allocation import Allocation
from allocator.numbers import plain
from allocator.runs.report import Findings


def compare_stopped(record: Mapping[str, Any], again: Allocation, findings: Findings) -> None:
    """Compare the bounds of a `feasible` or `unknown` record with what a new search found.

    Parameters
    ----------
    record
        Content of an allocation.json against which the audit found nothing.
    again
        Outcome of the new search.
    findings
        Takes the sentences.
    """
    notes, unchecked = findings.notes, findings.unchecked
    if again.status == "infeasible":
        notes.append("solved again: no allocation satisfies the rules (now proven)")
        return
    if again.status == "unknown" or not record["objective"]:
        found = {"unknown": "nothing was found again", "feasible": "an allocation was found now, unproven"}
        said = found.get(again.status, "an allocation was found now, and proven to be the best")
        (notes if again.status == "optimal" else unchecked).append(
            f"the run was stopped with status {record['status']}; {said}"
        )
        return
    ours = [(Fraction(s["value"]), None if s["bound"] is None else Fraction(s["bound"])) for s in record["objective"]]
    (deviation, deviation_bound), (value, value_bound) = ours
    best = [s.value for s in again.objective]
    stage = again.objective[1].stage
    if deviation_bound is not None and deviation_bound > best[0]:
        findings.differs(f"objective, quota-deviation: bound {plain(deviation_bound)}, but {plain(best[0])} is reached")
    if value_bound is not None and best[0] == deviation and value_bound < best[1]:
        findings.differs(f"objective, {stage}: bound {plain(value_bound)}, but {plain(best[1])} is reached")
    if again.status != "optimal":
        unchecked.append(
            "the run was stopped before its proof, and so was the new search: its bounds are not proven again"
        )
    elif (deviation, value) == (best[0], best[1]):
        notes.append(f"solved again: the {stage} of this run is the best (now proven); its choice among ties is not")
    else:
        notes.append(
            f"solved again: this run, stopped before its proof, is NOT the best: quota-deviation {plain(deviation)}, "
            f"{stage} {plain(value)}; the best: {plain(best[0])}, {plain(best[1])}"
        )

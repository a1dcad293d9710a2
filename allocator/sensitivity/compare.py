"""Two runs compared: who enters, leaves, changes tier or amount, and which change of input accounts for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from allocator.allocation import Allocation
from allocator.engines import DEFAULT, Clock
from allocator.errors import UsageError
from allocator.sensitivity.input_changes import Difference, Mixed, input_differences
from allocator.solving import solve

MOST_TRIED = 40
"""Differences of which each is applied alone to the first run's inputs; of more, the first are, and it is said."""
WITH_AWARDS = ("optimal", "feasible")


@dataclass(frozen=True, slots=True)
class Outcome:
    """An award of one application.

    Parameters
    ----------
    tier
        Id of the tier.
    amount
        Base units.
    """

    tier: str
    amount: int


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one application.

    Parameters
    ----------
    application_id, enterprise
        Who.
    kind
        `enters`, `leaves`, `moves` (another tier) or `amount` (another amount in the same tier).
    before, after
        Its award in the two runs; None without one.
    alone
        Keys of the differences each of which, applied alone to the first run's inputs, makes this change (the tier,
        or the amount, of the second run). Empty: only several of them together do (see `Comparison.untried`).
    """

    application_id: str
    enterprise: str
    kind: str
    before: Outcome | None
    after: Outcome | None
    alone: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """Base units that it gains, or below 0 loses."""
        return (self.after.amount if self.after else 0) - (self.before.amount if self.before else 0)


@dataclass(frozen=True)
class Comparison:
    """One run against another.

    Parameters
    ----------
    before, after
        The runs.
    differences
        In what their inputs differ.
    changes
        In what their awards differ: entering, leaving, moving, then other amounts, each in published order.
    untried
        Keys of differences that were not applied alone: beyond the limit.
    """

    before: Allocation = field(repr=False)
    after: Allocation = field(repr=False)
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    untried: tuple[str, ...] = ()

    def of(self, kind: str) -> tuple[Change, ...]:
        """Changes of one kind."""
        return tuple(c for c in self.changes if c.kind == kind)


def compare(
    before: Allocation,
    after: Allocation,
    *,
    most_tried: int = MOST_TRIED,
    engine: str = DEFAULT,
    time_limit: float | None = None,
) -> Comparison:
    """Compare two runs, and say which difference of their inputs accounts for each change of outcome.

    Parameters
    ----------
    before, after
        Any two allocations of one programme: of one scenario or of two.
    most_tried
        How many differences are applied alone, each by a solve of its own.
    engine
        What solves them.
    time_limit
        Seconds of search for all of them; those not tried by then are named.

    Raises
    ------
    UsageError
        Where `most_tried` is below 0.
    """
    if most_tried < 0:
        raise UsageError(f"compare: found most_tried {most_tried}, expected 0 or more")
    differences = input_differences(before.scenario, after.scenario)
    changes = _changes(before, after)
    if not changes or not differences:
        return Comparison(before, after, differences, changes)
    if len(differences) == 1:
        alone: Mapping[str, Mapping[str, Outcome] | None] = {differences[0].key: outcomes(after)}
    else:
        alone = _tried(before, after, _most_telling(differences, changes)[:most_tried], engine, time_limit)
    accounted = tuple(_accounted(c, alone) for c in changes)
    return Comparison(before, after, differences, accounted, tuple(d.key for d in differences if d.key not in alone))


def compare_runs(runs: Sequence[Allocation], **options: int | str | float | None) -> tuple[Comparison, ...]:
    """Compare every further run with the first; options as in `compare`.

    Raises
    ------
    UsageError
        Where there are fewer than two.
    """
    if len(runs) < 2:
        raise UsageError(f"compare: found {len(runs)} run, expected two or more")
    return tuple(compare(runs[0], run, **options) for run in runs[1:])  # type: ignore[arg-type]


def outcomes(allocation: Allocation) -> dict[str, Outcome]:
    """Id of each winner -> its award."""
    return {a.application_id: Outcome(a.tier, a.amount) for a in allocation.awards}


def _changes(before: Allocation, after: Allocation) -> tuple[Change, ...]:
    one, other, found = outcomes(before), outcomes(after), dict[str, list[Change]]()
    for run in (after, before):
        scenario = run.scenario
        ids, names = scenario.tables.applications.ids, scenario.tables.applications.enterprises
        awarded = sorted((a.application for a in run.awards), key=scenario.positions.array.__getitem__)
        for k in awarded:
            old, new = one.get(ids[k]), other.get(ids[k])
            if old == new or (run is before and new is not None):
                continue
            kind = "enters" if old is None else "leaves" if new is None else "moves"
            kind = "amount" if old and new and old.tier == new.tier else kind
            found.setdefault(kind, []).append(Change(ids[k], names[k], kind, old, new))
    return tuple(c for kind in ("enters", "leaves", "moves", "amount") for c in found.get(kind, ()))


def _most_telling(differences: Sequence[Difference], changes: Sequence[Change]) -> list[Difference]:
    """Differences in the order in which they are tried: those of applications whose outcome changed before others."""
    concerned = {c.application_id for c in changes}
    return sorted(differences, key=lambda d: d.kind == "application" and d.about not in concerned)


def _tried(
    before: Allocation, after: Allocation, differences: Sequence[Difference], engine: str, time_limit: float | None
) -> dict[str, Mapping[str, Outcome] | None]:
    """Key of each difference tried -> the awards that it alone gives; None where it gives no allocation."""
    mixed, clock = Mixed(before.scenario, after.scenario), Clock(time_limit)
    found: dict[str, Mapping[str, Outcome] | None] = {}
    for difference in differences:
        if clock.expired:
            break
        scenario = mixed.with_one(difference)
        run = None if scenario is None else solve(scenario, engine=engine, time_limit=clock.remaining)
        if run is not None and run.status not in ("optimal", "infeasible"):
            break
        same = run is not None and (run.status in WITH_AWARDS) == (after.status in WITH_AWARDS)
        found[difference.key] = outcomes(run) if run is not None and same else None
    return found


def _accounted(change: Change, alone: Mapping[str, Mapping[str, Outcome] | None]) -> Change:
    keys = [key for key, awards in alone.items() if awards is not None and _makes(change, awards)]
    return Change(change.application_id, change.enterprise, change.kind, change.before, change.after, tuple(keys))


def _makes(change: Change, awards: Mapping[str, Outcome]) -> bool:
    found, wanted = awards.get(change.application_id), change.after
    if found is None or wanted is None:
        return found is None and wanted is None
    return found == wanted if change.kind == "amount" else found.tier == wanted.tier

"""The stages of SEMANTICS 4 run one after another on a general solver, each proven before the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from allocator.engines.clock import Clock
from allocator.engines.program import Answer, Backend, Coefficients, stage_two, write_program
from allocator.engines.protocol import Bound, Outcome, Status
from allocator.errors import EngineError
from allocator.model import Model

CHUNK = 2**20
MOST_RETRIES = 200
ROUNDING = 5 * 10**8  # a solver's bound is a double: nothing is read into its last digits


class _Stopped(Exception):
    """The clock ran out, or a solver gave up before its proof was done."""


class _NoAllocation(Exception):
    """Proven: nothing satisfies the rules."""


@dataclass(frozen=True, slots=True)
class StagedEngine:
    """An engine made of a general solver.

    Parameters
    ----------
    backend
        The solver.
    """

    backend: Backend
    proof: str = "solver"

    @property
    def name(self) -> str:
        """Name of the solver."""
        return self.backend.name

    def solve(self, model: Model, clock: Clock, settled: Mapping[int, int] | None = None) -> Outcome:
        """Settle quota-deviation, stage 2 and the canonical choice.

        Parameters
        ----------
        model, clock
            See `Engine`.
        settled
            Options of the model that win (1) or not (0) in every optimum, as is known beforehand.
        """
        search = _Search(model, self.backend, clock, settled or {})
        try:
            search.run()
        except _NoAllocation:
            return Outcome(Status.INFEASIBLE)
        except _Stopped:
            return search.outcome(Status.FEASIBLE) if search.best else Outcome(Status.UNKNOWN)
        return search.outcome(Status.OPTIMAL)


class _Search:
    def __init__(self, model: Model, backend: Backend, clock: Clock, settled: Mapping[int, int]) -> None:
        self.model, self.backend, self.clock = model, backend, clock
        self.program = write_program(model)
        for option, wins in settled.items():
            self.program.fix(self.program.wins[option], wins)
        self.best: tuple[int, ...] = ()
        self.deviation_bound: int | None = None
        self.value_bound: int | None = None

    def run(self) -> None:
        self.quota_deviation()
        self.stage_two()
        self.canonical()
        if self.model.funded:
            self.amounts()

    def minimise(self, objective: Coefficients) -> Answer:
        """A proven minimum over exact solutions; what a solver's tolerance let through is cut off and asked again."""
        for _ in range(MOST_RETRIES):
            if self.clock.expired:
                raise _Stopped
            if self.program.lower == self.program.upper:  # nothing is left to choose, and solvers trip over that
                return self._settled()
            answer = self.backend.minimise(self.program, objective, self.clock, self.best)
            if answer.status is Status.INFEASIBLE:
                if self.best and self.program.holds(self.best):
                    raise EngineError(
                        f"{self.backend.name} denies an allocation that is in hand; choose --engine cp-sat"
                    )
                raise _NoAllocation
            if not answer.values:
                return self._stopped(answer)
            values = self._with_exact_misses(answer.values)
            if self.program.holds(values):
                return self._weighed(replace(answer, values=values), objective)
            if answer.status is not Status.OPTIMAL and self._only_amounts_break(values):
                return self._stopped(replace(answer, status=Status.UNKNOWN, values=()))
            self._cut_off(values)
        raise EngineError(
            f"{self.backend.name} keeps giving solutions that break a rule in exact arithmetic; choose --engine cp-sat"
        )

    def _stopped(self, answer: Answer) -> Answer:
        """An answer without a proof, which only a limit or Ctrl-C excuses."""
        if not self.clock.ending and answer.status is not Status.OPTIMAL:
            raise EngineError(f"{self.backend.name} gave up before its proof; choose another --engine")
        return answer

    def _weighed(self, answer: Answer, objective: Coefficients) -> Answer:
        """An answer whose bound does not contradict its value; a bound beyond the value in hand is no bound."""
        value = _sum(objective, answer.values)
        if answer.status is not Status.OPTIMAL:
            false = answer.bound is not None and answer.bound > value
            return self._stopped(replace(answer, bound=None) if false else answer)
        if answer.bound is not None and answer.bound < value - abs(value) // ROUNDING:
            raise EngineError(
                f"{self.backend.name} calls {value} optimal, but proves no more than {answer.bound}; "
                "choose --engine cp-sat"
            )
        return answer

    def _settled(self) -> Answer:
        values = tuple(self.program.lower)
        if not self.program.holds(values):
            raise _NoAllocation
        return Answer(Status.OPTIMAL, values)

    def _with_exact_misses(self, values: Sequence[int]) -> tuple[int, ...]:
        """The values with every target's distance counted anew, so that the winners alone decide whether they hold."""
        exact = list(values)
        for miss, target in zip(self.program.misses, self.model.targets, strict=True):
            exact[miss] = abs(sum(values[self.program.wins[o]] for o in target.options) - target.aim)
        return tuple(exact)

    def _cut_off(self, values: Sequence[int]) -> None:
        """Exclude winners that break a rule; under funded-score only where no amounts could mend it."""
        if self._only_amounts_break(values):
            raise EngineError(f"{self.backend.name} rounds amounts past a rule; choose --engine cp-sat")
        taken = [v for v in self.program.wins if values[v] == 1]
        left = [v for v in self.program.wins if values[v] == 0]
        self.program.row("not_exact", dict.fromkeys(taken, -1) | dict.fromkeys(left, 1), 1 - len(taken), None)

    def _only_amounts_break(self, values: Sequence[int]) -> bool:
        """Whether, under funded-score, the winners could be paid by every rule."""
        chosen = [next((o for o in mine if values[self.program.wins[o]]), None) for mine in self.model.choices]
        return self.model.funded and not self.model.violations(chosen)

    def proven(self, objective: Coefficients) -> int:
        """Proven minimum; raises where the solver stopped before."""
        answer = self.minimise(objective)
        if answer.values:
            self.best = answer.values
        if answer.status is not Status.OPTIMAL:
            raise _Stopped
        return _sum(objective, self.best)

    def quota_deviation(self) -> None:
        if not self.model.targets:
            self.deviation_bound = 0
            return
        misses = dict.fromkeys(self.program.misses, 1)
        answer = self.minimise(misses)
        self.best = answer.values
        if answer.status is not Status.OPTIMAL:
            self.deviation_bound = None if answer.bound is None else max(0, answer.bound)
            raise _Stopped
        self.deviation_bound = sum(self.best[v] for v in misses)
        self.program.row("quota-deviation", misses, None, self.deviation_bound)

    def stage_two(self) -> None:
        gain = stage_two(self.model, self.program)
        answer = self.minimise({v: -c for v, c in gain.items()})
        if answer.status is not Status.OPTIMAL:
            self.best = max((v for v in (answer.values, self.best) if v), key=lambda v: _sum(gain, v), default=())
            if answer.bound is not None and self.best and -answer.bound >= _sum(gain, self.best):
                self.value_bound = -answer.bound
            raise _Stopped
        self.best = answer.values
        self.value_bound = _sum(gain, self.best)
        self.program.row(self.model.stage, gain, self.value_bound, None)

    def canonical(self) -> None:
        """The lexicographically first winners: find who differs among the optima, then settle those in order."""
        undecided = self._differing()
        for k, mine in enumerate(self.model.choices):
            if k not in undecided:
                for o in mine:
                    self.program.fix(self.program.wins[o], self.best[self.program.wins[o]])
        base = self.model.tiers + 1
        for chunk in _chunks(sorted(undecided), base):
            objective: dict[int, int] = {}
            for place, k in enumerate(reversed(chunk)):
                for o in self.model.choices[k]:
                    objective[self.program.wins[o]] = (self.model.options[o].tier - self.model.tiers) * base**place
            self.proven(objective)
            for k in chunk:
                for o in self.model.choices[k]:
                    self.program.fix(self.program.wins[o], self.best[self.program.wins[o]])

    def _differing(self) -> set[int]:
        """Applications whose outcome is not the same in all optima."""
        wins, same = self.program.wins, set(range(len(self.model.choices)))
        first, differing = self.best, set[int]()
        while same:
            objective: dict[int, int] = {}  # minus the number of applications that differ from `first`, less a constant
            for k in same:
                taken = [o for o in self.model.choices[k] if first[wins[o]]]
                objective |= {wins[o]: 1 for o in taken} if taken else {wins[o]: -1 for o in self.model.choices[k]}
            self.best = first
            self.proven(objective)
            moved = {k for k in same if any(self.best[wins[o]] != first[wins[o]] for o in self.model.choices[k])}
            if not moved:
                break
            differing |= moved
            same -= moved
        return differing

    def amounts(self) -> None:
        """Under funded-score: the lexicographically largest amounts of the winners, in published order."""
        winners = [k for k, o in enumerate(self.model.options) if self.best[self.program.wins[k]]]
        base = 1 + max((self.model.options[k].hi for k in winners), default=1)
        for k in set(range(len(self.model.options))) - set(winners):
            self.program.fix(self.program.steps[k], 0)
        for chunk in _chunks(winners, base):
            self.proven({self.program.steps[k]: -(base**place) for place, k in enumerate(reversed(chunk))})
            for k in chunk:
                self.program.fix(self.program.steps[k], self.best[self.program.steps[k]])

    def outcome(self, status: Status) -> Outcome:
        model, wins = self.model, self.program.wins
        chosen = tuple(next((o for o in mine if self.best[wins[o]]), None) for mine in model.choices)
        amounts = None
        if model.funded:
            amounts = tuple(0 if o is None else self.best[self.program.steps[o]] for o in chosen)
        deviation, value = model.deviation(chosen), model.value(chosen, amounts)
        if model.violations(chosen, amounts) or (
            status is Status.OPTIMAL and (deviation, value) != (self.deviation_bound, self.value_bound)
        ):
            raise EngineError(
                f"the answer of {self.backend.name} does not stand up to exact recomputation; choose another engine"
            )
        bounds = (
            Bound("quota-deviation", deviation, self.deviation_bound),
            Bound(model.stage, value, self.value_bound),
        )
        return Outcome(status, bounds, chosen, amounts)


def _sum(form: Coefficients, values: Sequence[int]) -> int:
    return sum(c * values[v] for v, c in form.items())


def _chunks(items: Iterable[int], base: int) -> Iterable[list[int]]:
    """Items in runs so short that `base` to their length stays below CHUNK."""
    size = 1
    while base ** (size + 1) <= CHUNK:
        size += 1
    ordered = list(items)
    return [ordered[k : k + size] for k in range(0, len(ordered), size)]

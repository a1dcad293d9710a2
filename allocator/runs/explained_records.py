"""sensitivity.json and alternatives.json: from ids and numbers back to what was found of an allocation."""

from __future__ import annotations

from fractions import Fraction

from allocator.allocation import Allocation
from allocator.runs.stated import Stated
from allocator.sensitivity.alternatives import Alternative, Alternatives
from allocator.sensitivity.explanation import IMPOSSIBLE, TIE, Explanation, Nearest, Regret
from allocator.sensitivity.inversions import Inversion
from allocator.sensitivity.screened import Screened

STANDINGS = ("core", "borderline", "exterior")


class ReadRecords:
    """Reads the records of one allocation's explanation.

    Parameters
    ----------
    allocation
        What is explained.
    """

    def __init__(self, allocation: Allocation) -> None:
        scenario = allocation.scenario
        self._allocation = allocation
        self._index = {text: k for k, text in enumerate(scenario.tables.applications.ids)}
        self._tiers = {t.id: n for n, t in enumerate(scenario.policy.tiers)}
        self._outcomes: dict[str, int | None] = {**self._tiers, "none": None}
        stages = ("quota-deviation", scenario.policy.objective_stage, TIE)
        self._stages = {name: name for name in stages}
        self._regrets = {name: name for name in (*stages, IMPOSSIBLE)}

    def explanation(self, a: Stated) -> Explanation:
        """What is said of an application."""
        return Explanation(
            application=self._one(a["application_id"]),
            tier=self._outcome(a["outcome"]),
            amount=a["amount"].whole(),
            regret=self._regret(a),
            score_wins=tuple((low.number(), high.number()) for low, high in map(Stated.pair, a["score_wins"].each())),
            outcome_by_score=tuple(
                (score.number(), self._outcome(outcome))
                for score, outcome in map(Stated.pair, a["outcome_by_score"].each())
            ),
            score_to_win=_number(a["score_to_win"]),
            score_to_lose=_number(a["score_to_lose"]),
            gap=_number(a["gap"]),
            budget_to_win=_nearest(a["budget_to_win"]),
            budget_to_lose=_nearest(a["budget_to_lose"]),
            outcome_by_budget=tuple(
                (budget.whole(), self._outcome(outcome))
                for budget, outcome in map(Stated.pair, a["outcome_by_budget"].each())
            ),
            standing=a["standing"].one_of({s: s for s in STANDINGS}, f"one of {', '.join(STANDINGS)}"),
            inversions=tuple(
                Inversion(self._one(i["application_id"]), _texts(i["rules"])) for i in a["inversions"].each()
            ),
        )

    def screened(self, s: Stated) -> Screened:
        """What is said of an application that no tier is open to."""
        wins = s["would_win"]
        if wins.value is not None and not isinstance(wins.value, bool):
            raise wins.not_as("true, false or null")
        return Screened(self._one(s["application_id"]), _texts(s["failed"]), wins.value)

    def alternatives(self, record: Stated) -> Alternatives:
        """The winner sets next to the best."""
        ties, counted = record["ties"], not isinstance(record["ties"].value, dict)
        least = ties if counted else ties["at_least"]
        return Alternatives(
            self._allocation, least.whole(), counted, tuple(map(self._alternative, record["next"].each()))
        )

    def _alternative(self, a: Stated) -> Alternative:
        won = {w.application: self._tiers[w.tier] for w in self._allocation.awards}
        entering, leaving, moved = (self._all(a[key]) for key in ("entering", "leaving", "moved"))
        tiers = {k: t for k, t in won.items() if k not in leaving}
        for name, tier in a["tiers"].items():
            tiers[Stated(f"{tier.place}, the id", name).one_of(self._index, "an application of the run")] = tier.one_of(
                self._tiers, self._tier_names
            )
        position, loss = self._allocation.scenario.positions, a["loss"]
        ordered = {k: tiers[k] for k in sorted(tiers, key=position.__getitem__)}
        stage = loss["stage"].one_of(self._stages, f"one of {', '.join(self._stages)}")
        return Alternative(stage, loss["loss"].number(), entering, leaving, moved, ordered)

    def _regret(self, a: Stated) -> Regret:
        regret = a["regret"]
        stage = regret["stage"].one_of(self._regrets, f"one of {', '.join(self._regrets)}")
        moves = self._all(a["leaving"]), self._all(a["entering"])
        if stage == IMPOSSIBLE:
            return Regret(stage, None, _texts(regret["rules"]), *moves)
        return Regret(stage, regret["loss"].number(), (), *moves)

    def _outcome(self, outcome: Stated) -> int | None:
        return outcome.one_of(self._outcomes, f"{self._tier_names} or none")

    def _one(self, id_: Stated) -> int:
        return id_.one_of(self._index, "an application of the run")

    def _all(self, ids: Stated) -> tuple[int, ...]:
        return tuple(map(self._one, ids.each()))

    @property
    def _tier_names(self) -> str:
        return f"one of the tiers {', '.join(self._tiers)}"


def _texts(texts: Stated) -> tuple[str, ...]:
    return tuple(map(Stated.text, texts.each()))


def _number(value: Stated) -> Fraction | None:
    return None if value.value is None else value.number()


def _nearest(nearest: Stated) -> Nearest | None:
    if nearest.value is None:
        return None
    above, below = (None if (side := nearest[key]).value is None else side.whole() for key in ("above", "below"))
    return Nearest(above, below)

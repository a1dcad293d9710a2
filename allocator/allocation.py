"""The result: who gets how much, what was proven, and its exact record (`allocation.json`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.numbers import plain
from allocator.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Award:
    """One award.

    Parameters
    ----------
    application
        Index of the application in the file.
    application_id, enterprise
        As in the applications table.
    tier
        Id of the tier.
    amount
        Base units (yuan).
    score, weighted_score
        Exact.
    """

    application: int
    application_id: str
    enterprise: str
    tier: str
    amount: int
    score: Fraction
    weighted_score: Fraction


@dataclass(frozen=True, slots=True)
class StageValue:
    """Value of a stage, exact, and the bound proven of it (None for a stage not begun)."""

    stage: str
    value: Fraction
    bound: Fraction | None


@dataclass(frozen=True)
class Allocation:
    """The outcome of one scenario.

    Parameters
    ----------
    scenario
        What was allocated, budget included.
    status
        `optimal` (proven, gap 0), `feasible`, `infeasible` or `unknown`. Look at it first.
    objective
        Quota-deviation and stage 2; empty without an allocation.
    awards
        Tiers in the policy's order, then published order; empty without an allocation.
    engine, proof
        Who found it, and whose word the optimality rests on (`solver` or `certificate`).
    stopped
        Why the search ended before its proof: `time-limit` or `interrupt`; None where it did not.
    certificate
        Content of certificate.json; None where the proof is a solver's word.
    """

    scenario: Scenario = field(repr=False)
    status: str
    objective: tuple[StageValue, ...]
    awards: tuple[Award, ...]
    engine: str
    proof: str
    stopped: str | None = None
    certificate: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)

    @property
    def awarded(self) -> int:
        """Sum of all awards in base units."""
        return sum(a.amount for a in self.awards)

    @property
    def counts(self) -> Mapping[str, int]:
        """Tier id -> number of awards."""
        counts = {t.id: 0 for t in self.scenario.policy.tiers}
        for award in self.awards:
            counts[award.tier] += 1
        return counts

    def record(self, inputs: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """Content of `allocation.json`, keys in its order, decimals as exact fractions.

        Parameters
        ----------
        inputs
            Names and hashes of the inputs.
        """
        policy = self.scenario.policy
        return {
            "schema": "allocation/1",
            "status": self.status,
            "programme": policy.programme,
            "year": policy.year,
            "budget": self.scenario.budget,
            "awarded": self.awarded,
            "money": {"currency": policy.money.currency, "unit": policy.money.unit, "step": policy.money.step},
            "objective": [{"stage": s.stage, "value": s.value, "bound": s.bound} for s in self.objective],
            "counts": dict(self.counts),
            "awards": [
                {
                    "application_id": a.application_id,
                    "enterprise": a.enterprise,
                    "tier": a.tier,
                    "amount": a.amount,
                    "score": a.score,
                    "weighted_score": a.weighted_score,
                }
                for a in self.awards
            ],
            "inputs": inputs or [],
        }

    def rows(self) -> Iterator[list[str]]:
        """Rows of `allocation.csv`, the headings first: one an award, amounts in policy units."""
        yield [
            "application_id",
            "title",
            "enterprise",
            "uscc",
            "city",
            "chain",
            "tier",
            "score",
            "weighted_score",
            "amount",
        ]
        money, applications = self.scenario.policy.money, self.scenario.tables.applications
        title, city, chain = (applications.table.cells(c) for c in ("title", "city", "chain"))
        for a in self.awards:
            k = a.application
            texts = [a.application_id, title[k], a.enterprise, applications.usccs[k], city[k], chain[k], a.tier]
            yield [*texts, plain(a.score), plain(a.weighted_score), plain(Fraction(a.amount, money.unit))]

    def to_frame(self) -> pd.DataFrame:
        """The awards as a table, one row an award, as in `allocation.csv`.

        Scores, weighted scores and amounts (policy units) are numbers to calculate with: whole ones as integers, a
        column with decimals as floats, the nearest to the exact values, which `awards` and `rows` hold.
        """
        import pandas as pd

        header, *rows = self.rows()
        frame = pd.DataFrame(rows, columns=header)
        for column in ("score", "weighted_score", "amount"):
            frame[column] = pd.to_numeric(frame[column])
        return frame

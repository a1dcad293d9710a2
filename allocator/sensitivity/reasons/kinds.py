"""Which reason counts: the first kind that applies, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable

from allocator.sensitivity.explanation import Explanation, Sensitivity
from allocator.sensitivity.reasons import limits, losers, winners
from allocator.sensitivity.reasons.facts import Case, Facts
from allocator.sensitivity.reasons.screened import ineligible
from allocator.sensitivity.reasons.words import Reason
from allocator.sensitivity.screened import Screened

Kind = Callable[[Case], Reason | None]

WINNERS: dict[str, Kind] = {
    "decided": winners.decided,
    "needed": winners.needed,
    "on-target": winners.on_target,
    "tied": winners.tied,
    "marginal": winners.marginal,
    "firm": winners.firm,
}
"""Of a winner: what was decided on it; that nothing would satisfy the rules, or meet the targets, without it; the
published order among equals; its distance from the line (`firm` always applies). Each says by which fallback it wins
where that is not in the tier it applied for."""

LOSERS: dict[str, Kind] = {
    "rejected": losers.rejected,
    "enterprise": losers.of_one_enterprise,
    "own-score": losers.below_the_line,
    "graded": losers.graded,
    "impossible": losers.impossible,
    "group-full": limits.group_full,
    "outscored-by-rules": limits.outscored_by_rules,
    "off-target": losers.off_target,
    "outscored-by-objective": limits.outscored_by_objective,
    "tied": losers.tied,
    "money": losers.short_of_money,
    "points": losers.short_of_points,
}
"""Of a loser, in this order:

1. what was decided on it (`rejected`);
2. what lies with itself: its enterprise has another winner (`enterprise`), its score closes every tier (`own-score`),
   its grade is too dear where a lower one would win (`graded`), no rule lets it in (`impossible`);
3. which rules keep it behind lower-scored winners, or out of a group that is full (`group-full`,
   `outscored-by-rules`);
4. what the objective prefers: the target numbers (`off-target`), another's worth (`outscored-by-objective`), the
   published order among equals (`tied`);
5. what it lacks: money where no score would do (`money`), else points (`points`, which always applies).
"""


class Reasons:
    """Reasons of the applications of an allocation.

    The same explanation gives the same reason whether all applications are explained or that one alone, but for what
    the costs of rules add where they are known.

    Parameters
    ----------
    sensitivity
        The explanations.
    """

    def __init__(self, sensitivity: Sensitivity) -> None:
        self._facts = Facts(sensitivity)

    def of(self, explanation: Explanation) -> Reason:
        """Why an application wins or loses, in Chinese and in English, each of whole sentences in one line."""
        return self.kind(explanation)[1]

    def of_screened(self, screened: Screened) -> Reason:
        """Why an application is not eligible, and whether it would have won."""
        return ineligible(self._facts, screened)

    def kind(self, explanation: Explanation) -> tuple[str, Reason]:
        """The kind of its reason, and the reason."""
        case = Case(self._facts, explanation)
        kinds = LOSERS if explanation.tier is None else WINNERS
        said = ((name, kind(case)) for name, kind in kinds.items())
        return next((name, reason) for name, reason in said if reason is not None)

"""How money is spread over the winners: one file a rule. Adding one: a file, and a line here."""

from collections.abc import Callable, Sequence

from allocator.amounts.claim import Claim, Limit
from allocator.amounts.fixed import fixed
from allocator.amounts.optimised import optimised
from allocator.amounts.proportional import proportional
from allocator.amounts.uniform import uniform

AMOUNT_RULES: dict[str, Callable[[Sequence[Claim], Sequence[Limit]], tuple[int, ...]]] = {
    "proportional": proportional,
    "optimised": optimised,
    "uniform": uniform,
    "in-full": fixed,
    "graded": fixed,
}

__all__ = ["AMOUNT_RULES", "Claim", "Limit"]

"""What one last place of a score is worth in each tier."""

from __future__ import annotations

from allocator.sensitivity.solved import Solved


def weights_of(solved: Solved) -> list[int]:
    """Value of one last place of score in each tier, in the model's integers."""
    policy, model = solved.scenario.policy, solved.model
    scale = model.scale // 10**policy.score_decimals
    return [int(t.weight * scale) for t in policy.tiers]

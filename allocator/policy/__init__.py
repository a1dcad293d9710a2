"""What the rules of a programme are."""

from allocator.policy.assumptions import assumptions_of
from allocator.policy.load import load_policy
from allocator.policy.rules import Rule, rules_of, screening_codes
from allocator.policy.schema import Policy

__all__ = ["Policy", "Rule", "assumptions_of", "load_policy", "rules_of", "screening_codes"]

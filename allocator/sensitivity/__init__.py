"""What would change the outcome, and why nothing may satisfy the rules."""

from allocator.sensitivity.conflict import Conflict, Repair, find_conflict

__all__ = ["Conflict", "Repair", "find_conflict"]

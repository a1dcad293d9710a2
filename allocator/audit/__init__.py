"""A second implementation of the rules, which rechecks an allocation from policy, tables and awards alone."""

from allocator.audit.audit import audit
from allocator.audit.finding import Finding

__all__ = ["Finding", "audit"]

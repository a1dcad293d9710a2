"""A second implementation of the rules; it imports neither model nor engines nor amounts."""

from allocator.audit.audit import audit
from allocator.audit.finding import Finding

__all__ = ["Finding", "audit"]

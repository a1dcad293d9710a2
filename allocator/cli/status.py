"""Exit statuses of `allocate`."""

from __future__ import annotations

OK, INTERNAL, BAD_INPUT, INFEASIBLE, TIME_LIMIT, DIFFERS = range(6)
STOPPED = 130
"""Ctrl-C, as shells count it (during the search it is a time limit: what was found is written)."""

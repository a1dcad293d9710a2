"""Calling the command in the process of the test, on a small scenario."""

from __future__ import annotations

from collections.abc import Callable

Call = Callable[..., tuple[int, str, str]]

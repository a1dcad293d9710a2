"""The documents that can be made of a run, by their names for `--document`."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.report.documents.maker import FOUND, Maker, Options
from allocator.report.documents.proposal import proposal

__all__ = ["DOCUMENTS", "Maker", "Options"]

_MAKERS = (Maker("proposal", proposal, FOUND),)

DOCUMENTS: Mapping[str, Maker] = {m.id: m for m in _MAKERS}

"""The documents that can be made of a run, by their names for `--document`."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.report.documents.conflict import conflict
from allocator.report.documents.maker import ANY, FOUND, NONE, PROVEN, Maker, Options
from allocator.report.documents.notice import notice
from allocator.report.documents.payment import payment
from allocator.report.documents.proposal import proposal
from allocator.report.documents.reasons import reasons, reasons_sheet
from allocator.report.documents.scores import scores
from allocator.report.documents.targets import targets
from allocator.report.documents.uses import uses

__all__ = ["DOCUMENTS", "Maker", "Options"]

_MAKERS = (
    Maker("proposal", proposal, FOUND),
    Maker("notice", notice, PROVEN),
    Maker("payment", payment, PROVEN),
    Maker("scores", scores, ANY),
    Maker("reasons", reasons, PROVEN, reasons_sheet),
    Maker("targets", targets, PROVEN),
    Maker("uses", uses, PROVEN),
    Maker("conflict", conflict, NONE),
)

DOCUMENTS: Mapping[str, Maker] = {m.id: m for m in _MAKERS}

"""What other choices of settled classes do to the rows: how far uses can change."""

from __future__ import annotations

import numpy as np

from allocator.engines.certified.form import Form, Ints
from allocator.engines.certified.settle import Settled


def shifts(form: Form, settled: Settled) -> tuple[Ints, Ints]:
    """Least and largest change of each row's use when a class is apart: one that is settled, or one that is open.

    An open class may take any of its options then, those too that the gap leaves out.
    """
    fixed = np.full(form.classes, -1, np.int64)
    fixed[form.class_of[settled.fixed]] = settled.fixed
    every = np.arange(form.own, dtype=np.int64)
    uses, before = form.dense(np.arange(len(form.values), dtype=np.int64), every), fixed[form.class_of]
    change = uses - np.where((before >= 0)[:, None], uses[before], 0)
    return change.min(axis=0, initial=0), change.max(axis=0, initial=0)

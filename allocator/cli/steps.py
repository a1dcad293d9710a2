"""Steps of a run that take long, told on standard error while they last."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator

from allocator.cli.terminal import write
from allocator.timing import Timings

NAMES = {
    "read": "读取表格 reading the tables",
    "score": "计算得分 scoring",
    "screen": "资格审查 screening",
    "model": "建立模型 building the model",
    "solve": "求解 solving",
    "audit": "复核 auditing",
    "prove": "写伪布尔证明 writing pseudo-Boolean proofs",
    "write": "写出结果 writing the run",
}
SOON, LATE = 2.0, 10.0  # seconds after which a terminal, and whatever else takes the messages, is told


class ShownSteps(Timings):
    """Timings that tell of steps that take long: a line a step, begun while it lasts, ended with its seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.patience = SOON if sys.stderr.isatty() else LATE

    @contextlib.contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        """Time a part, and tell of it where it takes long."""
        told = threading.Event()

        def tell() -> None:
            told.set()
            write(f"{NAMES[part]} ...", err=True)

        timer = threading.Timer(self.patience, tell)
        timer.daemon = True
        start = time.perf_counter()
        timer.start()
        try:
            with super().__call__(part):
                yield
        finally:
            timer.cancel()
            timer.join()
            if told.is_set():
                write(f" {time.perf_counter() - start:.1f} s\n", err=True)

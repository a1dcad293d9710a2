"""Run notebooks in plain Python and store what their cells show: `python notebooks/_outputs.py [NAME.ipynb ...]`.

Jupyter is not needed; what it would show is stored: prints, the value of a cell's last line, figures. ipywidgets are
taken as not installed, so that what a forge shows is the same for everybody.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import os
import pprint
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl

HERE = Path(__file__).resolve().parent
DPI = 90
Output = dict[str, Any]


def run(cells: list[str], namespace: dict[str, Any] | None = None) -> Iterator[list[Output]]:
    """What each cell of code shows, run one after another in the present folder.

    Parameters
    ----------
    cells
        Their sources.
    namespace
        Takes the names that the cells define.
    """
    mpl.use("Agg")
    from matplotlib import pyplot

    names = {"__name__": "__main__"} if namespace is None else namespace
    pyplot.ion()  # the package's figures are then pyplot's, as in Jupyter
    try:
        for count, source in enumerate(cells, 1):
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                value = _value(source, names)
            yield [*_stream(printed.getvalue()), *_shown(value, count), *_figures()]
    finally:
        pyplot.ioff()
        pyplot.close("all")


def _value(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; the value of its last line, where that is an expression without a semicolon after it."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
    value = None if last is None else eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    return None if source.rstrip().endswith(";") else value


def _stream(text: str) -> list[Output]:
    return [{"name": "stdout", "output_type": "stream", "text": text.splitlines(True)}] if text else []


def _shown(value: Any, count: int) -> list[Output]:
    if value is None:
        return []
    import pandas as pd

    data = {}
    with pd.option_context("display.max_columns", 20, "display.width", 80):
        if hasattr(value, "_repr_html_"):
            data["text/html"] = value._repr_html_().splitlines(True)
        plain = repr(value) if isinstance(value, pd.DataFrame) else pprint.pformat(value, width=100, sort_dicts=False)
    data["text/plain"] = plain.splitlines(True)
    return [{"data": data, "execution_count": count, "metadata": {}, "output_type": "execute_result"}]


def _figures() -> Iterator[Output]:
    from matplotlib import pyplot

    from allocator.figures import save

    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        picture = base64.b64encode(save(figure, format="png", dpi=DPI)).decode()
        data = {"image/png": picture, "text/plain": [repr(figure)]}
        yield {"data": data, "metadata": {}, "output_type": "display_data"}
        pyplot.close(figure)


def sources(notebook: dict[str, Any]) -> list[str]:
    """Sources of the cells of code."""
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


@contextlib.contextmanager
def without_widgets() -> Iterator[None]:
    """As where ipywidgets are not installed."""
    held = sys.modules.get("ipywidgets")
    sys.modules["ipywidgets"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["ipywidgets"]
        if held is not None:
            sys.modules["ipywidgets"] = held


def store(path: Path) -> None:
    """Store in a notebook what a clean run in an empty folder shows."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, without_widgets():
        before = Path.cwd()
        os.chdir(folder)
        try:
            shown = list(run(sources(notebook)))
        finally:
            os.chdir(before)
    code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    for count, (cell, outputs) in enumerate(zip(code, shown, strict=True), 1):
        cell.update(execution_count=count, outputs=outputs)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(p.name for p in HERE.glob("*.ipynb")):
        store(HERE / name)

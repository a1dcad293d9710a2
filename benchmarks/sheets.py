"""CPU time of scoring by sheets, step by step: reading, checking, scoring, auditing, writing `inputs/`, verifying.

    python benchmarks/sheets.py [--sizes 240 2000 10000] [--formats csv parquet xlsx] [--seed 2026]

The scenario is the embedded one at another size: applications of 16 cities, panels of seven experts each (so 70,000
sheets at 10,000 applications), recused and incomplete sheets, scores in halves, blanks and a column of comments.
Every size and format is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED = ROOT / "scenarios" / "shandong-2026"
sys.path.insert(0, str(ROOT / "scenarios"))

from _generate import applications as table  # noqa: E402
from _generate import gates, reviews  # noqa: E402
from _generate.applications import Application  # noqa: E402
from _generate.draws import Draws  # noqa: E402
from _generate.enterprises import enterprises  # noqa: E402
from _generate.shandong import with_cells  # noqa: E402

COMMENT = "评审意见"
COMMENTS = ("材料齐全，成效可核查", "应用深度不够", "建议补充第三方测评", "同意推荐", "产业链带动性强", "")
ROUND, POOL = 30, 12
"""Applications that one pool of experts reviews, and how many are in it."""
HEADINGS = (*reviews.HEADINGS, COMMENT)


def made_applications(seed: str, count: int) -> list[Application]:
    """Applications of as many enterprises, one in six failing a gate."""
    applicants = enterprises(Draws(f"{seed} enterprises"), count)
    made = table.applications(Draws(f"{seed} applications"), applicants, "SD2026-", 7)
    failed = gates.failures(Draws(f"{seed} gates"), count, count // 6, gates.GATES, 0.2)
    return with_cells(Draws(f"{seed} cells"), made, failed)


def review_rows(seed: str, applications: Sequence[Application]) -> Iterator[dict[str, str]]:
    """Rows of the reviews table, in the order of the applications."""
    draws = Draws(f"{seed} reviews")
    for begin in range(0, len(applications), ROUND):
        part = applications[begin : begin + ROUND]
        first = begin // ROUND * POOL + 1
        units = [draws.choice(reviews.UNITS) for _ in range(POOL - 1)] + [draws.choice(part).enterprise.name]
        pool = [reviews.Expert(f"E{first + k:05d}", unit, draws.normal(0, 1.6)) for k, unit in enumerate(units)]
        for application in part:
            experts = reviews.panel_of(draws, pool, application)
            scores = reviews.sheets(draws, application, experts)
            mishaps = reviews.mishaps_of(draws, application, experts, False)
            for expert, sheet, mishap in zip(experts, scores, mishaps, strict=True):
                head = {"项目编号": application.application_id, "专家": expert.number, "专家单位": expert.unit}
                halved = {k: f"{text}.5" if text and text != "100" and draws.chance(0.1) else text
                          for k, text in sheet.items()}  # fmt: skip
                for n, row in enumerate(reviews.sheet_rows(draws, halved, mishap)):
                    yield head | row | {COMMENT: "" if n else draws.choice(COMMENTS)}


def write_scenario(folder: Path, applications: int, seed: int = 2026, suffix: str = "csv") -> int:
    """Write a scenario of the embedded policy.

    Parameters
    ----------
    folder
        Where; it must not exist.
    applications
        How many.
    seed
        Another number gives other tables.
    suffix
        Format of the reviews: `csv`, `parquet` or `xlsx`.

    Returns
    -------
    int
        Rows of the reviews table.
    """
    made = made_applications(f"sheets {seed}", applications)
    folder.mkdir(parents=True)
    policy = (EMBEDDED / "policy.yaml").read_text(encoding="utf-8")
    share = applications / 240
    for old, new in (("value: 3000,", 3000), ("target: 10,", 10), ("target: 20,", 20)):
        word = old.split()[0]
        assert policy.count(old) == 1, old
        policy = policy.replace(old, f"{word} {max(1, round(new * share))},")
    (folder / "policy.yaml").write_text(policy, encoding="utf-8")
    headings = (*table.HEADINGS, *(gate.heading for gate in gates.GATES), gates.PARTNERS, gates.LEVEL)
    with (folder / "applications.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(one.row() for one in made)
    rows = [[row.get(h, "") for h in HEADINGS] for row in review_rows(f"sheets {seed}", made)]
    _WRITERS[suffix](folder / f"reviews.{suffix}", rows)
    return len(rows)


def _write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADINGS, *rows])


def _number(text: str) -> float | None:
    return float(text) if text else None


def _write_parquet(path: Path, rows: Sequence[Sequence[str]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, Any] = {h: [row[n] or None for row in rows] for n, h in enumerate(HEADINGS)}
    columns["得分"] = [_number(text) for text in columns["得分"]]
    pq.write_table(pa.table(columns), path)


def _write_xlsx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("reviews")
    sheet.append(HEADINGS)
    score = HEADINGS.index("得分")
    for row in rows:
        sheet.append([_number(text) if n == score else text or None for n, text in enumerate(row)])
    book.save(path)


_WRITERS: dict[str, Callable[[Path, Sequence[Sequence[str]]], None]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "xlsx": _write_xlsx,
}


def steps_of(folder: Path, out: Path) -> dict[str, float]:
    """CPU seconds of each step of one scenario, in this process: those of a clock depend on what else runs."""
    from allocator.audit import audit
    from allocator.audit.scores import scores_of
    from allocator.errors import Problems
    from allocator.policy import load_policy
    from allocator.runs.inputs import input_files
    from allocator.runs.tables import scores_file
    from allocator.runs.verify import verify
    from allocator.runs.write import write_run
    from allocator.scenario import Source, build_scenario
    from allocator.scenario.scoring import score_applications
    from allocator.solving import solve
    from allocator.tables.applications import read_applications
    from allocator.tables.load import Tables
    from allocator.tables.read import open_scenario, read_table
    from allocator.tables.reviews import read_reviews

    spent: dict[str, float] = {}

    def timed(step: str, call: Callable[[], Any]) -> Any:
        start = time.process_time()
        value = call()
        spent[step] = time.process_time() - start
        return value

    problems = Problems()
    files = open_scenario(folder, problems)
    assert files is not None
    policy = load_policy(files.policy_text, files.policy_name)
    applications = read_applications(read_table(files, "applications", policy.columns, problems), policy, problems)
    raw = timed("read reviews", lambda: read_table(files, "reviews", policy.columns, problems))
    typed = timed("check reviews", lambda: read_reviews(raw, policy, applications, problems))
    tables = Tables(applications, typed, None, None)
    timed("score", lambda: score_applications(policy, tables, problems))
    source = Source(folder.name, str(folder), files.policy_text)
    scenario = timed("score, screen, order", lambda: build_scenario(policy, tables, source, problems))
    allocation = timed("solve and audit", lambda: solve(scenario))
    timed("audit's scores", lambda: scores_of(policy, tables))
    timed("audit", lambda: audit(policy, tables, allocation.record()))
    timed("inputs/", lambda: input_files(scenario))
    timed("scores.csv", lambda: scores_file(scenario))
    timed("write the run", lambda: write_run(out, allocation))
    report = timed("verify", lambda: verify(out))
    assert not report.differences, report.differences
    return spent


def measured(applications: int, suffix: str, seed: int, work: Path) -> dict[str, Any]:
    """Steps of one size and format, and the peak memory, in a process of its own."""
    folder = work / f"{applications}-{suffix}"
    rows = write_scenario(folder, applications, seed, suffix)
    command = [sys.executable, __file__, "--measure", str(folder), str(work / f"run-{applications}-{suffix}")]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return {"rows": rows, **json.loads(answer)}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[240, 2_000, 10_000])
    parser.add_argument("--formats", nargs="+", choices=_WRITERS, default=[*_WRITERS])
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--measure", type=Path, nargs=2, metavar=("SCENARIO", "RUN"), help="only measure these steps")
    options = parser.parse_args()
    if options.measure:
        spent = steps_of(*options.measure)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(json.dumps({"spent": spent, "peak": peak}))
        return
    with tempfile.TemporaryDirectory() as work:
        cases = {(n, f): measured(n, f, options.seed, Path(work)) for n in options.sizes for f in options.formats}
    print(f"| step, CPU s | {' | '.join(f'{n:,} .{f}' for n, f in cases)} |\n|---{'|---' * len(cases)}|")
    print(f"| rows of reviews | {' | '.join(format(c['rows'], ',') for c in cases.values())} |")
    for step in next(iter(cases.values()))["spent"]:
        print(f"| {step} | {' | '.join(format(c['spent'][step], '.2f') for c in cases.values())} |")
    print(f"| peak memory, GiB | {' | '.join(format(c['peak'], '.2f') for c in cases.values())} |")


if __name__ == "__main__":
    main()

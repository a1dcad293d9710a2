"""Large scenarios like the embedded one, and what a run of them takes, from file to file.

    python benchmarks/million.py [--sizes 1000,10000,100000,1000000] [--forms csv,parquet] [--groups]
                                 [--places 2] [--seed 1]

Each run is a fresh process of `allocate run`; seconds by part are those of its run.json, memory is the process's peak,
processor seconds are those of all its threads: what the wall clock would say on a machine with nothing else to do.
`write_scenario` makes the scenarios: the embedded policy with budget and quotas scaled with the number of applications,
about one winner in eight, scores in the column `综合得分`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
EMBEDDED = ROOT / "scenarios" / "shandong-2026"
sys.path[:0] = [str(ROOT), str(ROOT / "scenarios")]

from _generate.chains import CHAINS  # noqa: E402
from _generate.codes import ALPHABET, ORGANISATION_WEIGHTS  # noqa: E402
from _generate.enterprises import CITIES, FIRST, SECOND  # noqa: E402
from _generate.gates import GATES, LEVEL, PARTNERS  # noqa: E402

GROUPS = """
groups:
  - {{id: city-cap, by: city, max_awards: {cap}, source: assumption}}
  - {{id: chain-min, by: chain, min_awards: {least}, source: assumption}}
"""
FAILING = 1 / 6 / len(GATES)  # of each gate
TOPICS = ("视觉大模型", "工业时序大模型", "知识图谱", "多智能体", "数字孪生", "强化学习", "边缘推理", "语音大模型")
WORKS = (
    "缺陷智能检测",
    "工艺参数自主寻优",
    "排产调度",
    "能耗优化",
    "预测性维护",
    "安全巡检",
    "研发设计智能体",
    "仓储物流协同",
)


def write_scenario(
    folder: Path, n: int, *, form: str = "csv", groups: bool = False, seed: int = 1, places: int = 2
) -> Path:
    """Write a scenario of `n` applications.

    Parameters
    ----------
    folder
        Where; made with its parents.
    n
        Number of applications.
    form
        `csv` or `parquet`.
    groups
        Whether cities are capped and chains have minimums.
    seed
        Equal seeds give equal scenarios.
    places
        Decimal places of scores: without any, very many are equal.
    """
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.yaml").write_text(policy_text(n / 240, groups), encoding="utf-8")
    table = pa.table(columns(n, np.random.default_rng(seed), places))
    if form == "parquet":
        pq.write_table(table, folder / "applications.parquet")
    else:
        pc.write_csv(table, folder / "applications.csv", pc.WriteOptions(quoting_style="none"))
    return folder


def policy_text(scale: float, groups: bool) -> str:
    """The embedded policy, scaled."""
    text = (EMBEDDED / "policy.yaml").read_text(encoding="utf-8")
    text = text.replace("{value: 3000,", f"{{value: {int(3000 * scale)},")
    for target, tolerance in ((10, 2), (20, 4)):
        scaled = f"{{target: {max(1, round(target * scale))}, tolerance: {max(1, round(tolerance * scale))},"
        text = text.replace(f"{{target: {target}, tolerance: {tolerance},", scaled)
    limits = GROUPS.format(cap=max(3, int(2.4 * scale)), least=int(1.0 * scale))
    return text.replace("\nsensitivity:", f"{limits}\nsensitivity:") if groups else text


def columns(n: int, draw: np.random.Generator, places: int = 2) -> dict[str, Any]:
    """Cells of the applications table."""
    firms = max(1, int(n * 0.94))
    firm = np.concatenate([np.arange(firms), draw.integers(0, firms, n - firms)])
    draw.shuffle(firm)
    weights = np.array([weight for _, weight in CITIES.values()], float)
    city_of = draw.choice(len(CITIES), firms, p=weights / weights.sum())
    chain_of = draw.integers(0, len(CHAINS), firms)
    coded = draw.random(firms) >= 0.01
    city, chain = city_of[firm], chain_of[firm]
    first = draw.random(n) < 0.35
    asked = np.where(first, draw.normal(132, 24, n).clip(60, 190), draw.normal(89, 18, n).clip(35, 140)).round()
    score = draw.normal(78, 7, n).clip(30, 100)
    titles = [f"基于{topic}的{trade}{work}" for trade in CHAINS for topic in TOPICS for work in WORKS]
    made = {
        "项目编号": texts(np.char.mod("SD2026-%07d", np.arange(1, n + 1))),
        "场景名称": pick(titles, chain * 64 + draw.integers(0, 64, n)),
        "申报单位": texts(names(firms, city_of)[firm]),
        "统一社会信用代码": texts(np.where(coded[firm], codes(firms, city_of, draw)[firm], "")),
        "所在市": pick(list(CITIES), city),
        "产业链": pick(list(CHAINS), chain),
        "申报类型": pick(["示范型", "标杆型"], first.astype(int)),
        "申请金额": texts(amounts(asked.astype(int), draw)),
        "项目投资额": texts((asked * draw.integers(22, 90, n) // 100 * 10).astype(int).astype(str)),
    }
    for gate in GATES:
        failed = draw.random(n) < FAILING
        every = [*gate.passing, *gate.failing]
        passing, failing = (draw.integers(0, len(cells), n) for cells in (gate.passing, gate.failing))
        made[gate.heading] = pick(every, np.where(failed, len(gate.passing) + failing, passing))
    made[PARTNERS] = pick(
        [str(k) for k in range(17)], np.where(first, draw.integers(1, 17, n), draw.integers(0, 10, n))
    )
    levels = ["省内领先", "国内先进", "国内领先", "国际先进"]
    made[LEVEL] = pick(levels, np.where(first & (draw.random(n) > 0.1), draw.integers(2, 4, n), draw.integers(0, 3, n)))
    made["综合得分"] = texts(np.char.mod(f"%.{places}f", score))
    return made


def pick(cells: Sequence[str], which: Any) -> Any:
    """Cells by their numbers, kept as such: few different ones."""
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(which, pa.int32()), pa.array(list(cells))).cast(pa.string())


def texts(cells: Any) -> Any:
    """Texts as a column."""
    import pyarrow as pa

    return pa.array(cells, pa.string())


def amounts(asked: Any, draw: np.random.Generator) -> Any:
    """Requested amounts as applicants write them: a few empty, a few with a unit."""
    plain, form = asked.astype(str), draw.random(len(asked))
    with_unit = np.where(form < 0.04, np.char.add(plain, "万元"), np.char.add(plain, " 万元"))
    return np.where(form < 0.06, with_unit, np.where(form > 0.97, "", plain))


def names(firms: int, city: Any) -> Any:
    """Different names of enterprises."""
    number, name = np.arange(firms), np.array(["（山东）有限公司" if k % 25 == 0 else "有限公司" for k in range(firms)])
    for letters in (FIRST, SECOND, FIRST, SECOND, FIRST):
        name = np.char.add(np.array(list(letters))[number % len(letters)], name)
        number = number // len(letters)
    return np.char.add(np.array([c.removesuffix("市") for c in CITIES])[city], name)


def codes(firms: int, city: Any, draw: np.random.Generator) -> Any:
    """Different credit codes with valid check characters."""
    letters = np.array(list(ALPHABET))
    number = np.arange(firms) * 7919 % 31**6
    body = np.stack([number // 31**k % 31 for k in range(6)], axis=1)
    values = np.array([int(c, 36) for c in ALPHABET])
    total = np.array([int(c, 36) for c in "MA"]) @ np.array(ORGANISATION_WEIGHTS[:2])
    check = np.array(list("0123456789X0"))[11 - (total + values[body] @ np.array(ORGANISATION_WEIGHTS[2:])) % 11]
    towns = np.array([code for code, _ in CITIES.values()])[city]
    code = np.char.add(np.char.add("9137", towns), "99MA")
    for k in range(6):
        code = np.char.add(code, letters[body[:, k]])
    code = np.char.add(code, check)
    digits = np.array(list(ALPHABET))
    places = np.searchsorted(digits, code.view("U1").reshape(firms, -1)[:, :17])
    total = places @ np.array([pow(3, k, 31) for k in range(17)])
    return np.char.add(code, letters[-total % 31])


def measure(folder: Path, out: Path, *, budget: str | None = None) -> dict[str, Any]:
    """Run `allocate run` in a process of its own: seconds by part, in all and of processors, peak of memory in MB."""
    call = [sys.executable, "-m", "allocator", "run", str(folder), "--out", str(out)]
    call += [] if budget is None else ["--budget", budget]
    start = time.perf_counter()
    child = subprocess.Popen(call, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(call)} ended with {os.waitstatus_to_exitcode(status)}")
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    size = sum(p.stat().st_size for p in out.rglob("*") if p.is_file())
    processor = usage.ru_utime + usage.ru_stime
    return {
        "parts": run["times"],
        "seconds": seconds,
        "processor": processor,
        "memory": usage.ru_maxrss / 1024,
        "size": size / 2**20,
    }


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--forms", default="csv,parquet")
    parser.add_argument("--groups", action="store_true")
    parser.add_argument("--places", type=int, default=2, help="decimal places of scores")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    parts = ("read", "score", "screen", "model", "solve", "audit", "prove", "write")
    print(f"| applications | {' | '.join(parts)} | in all, s | processor, s | memory, MB | written, MB |")
    print(f"|---|{'---|' * (len(parts) + 4)}")
    for n in map(int, args.sizes.split(",")):
        for form in args.forms.split(","):
            with tempfile.TemporaryDirectory() as tmp:
                shape = {"form": form, "groups": args.groups, "seed": args.seed, "places": args.places}
                folder = write_scenario(Path(tmp) / "scenario", n, **shape)
                found = measure(folder, Path(tmp) / "run")
            seconds = " | ".join(f"{found['parts'][p]:.2f}" for p in parts)
            whole = f"{found['seconds']:.2f} | {found['processor']:.2f} | {found['memory']:.0f} | {found['size']:.0f}"
            print(f"| {n:,} {form} | {seconds} | {whole} |", flush=True)


if __name__ == "__main__":
    main()

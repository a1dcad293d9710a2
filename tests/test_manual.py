"""Every command of the Chinese manual runs, in its order, and says what the manual says that it does."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from allocator import InputError, load
from allocator.runs.document_names import DOCUMENT_FILES
from allocator.template import scenario_files, write_scenario

ROOT = Path(__file__).resolve().parents[1]
MANUAL = (ROOT / "docs/使用手册.md").read_text(encoding="utf-8")
SCENARIO = ROOT / "scenarios/shandong-2026"
FOLDER = "2026年奖补"
COMMANDS = [line for block in re.findall(r"```powershell\n(.*?)```", MANUAL, re.S) for line in block.splitlines()]
TEXTS = [line for block in re.findall(r"```text\n(.*?)```", MANUAL, re.S) for line in block.splitlines()]
TEXTS += re.findall(r"^> (.*)$", MANUAL, re.M)
MESSAGES = re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$", MANUAL.partition("常见的提示")[2], re.M)
ELSEWHERE = {
    r"cd D:\奖补",
    "python -m pip install -c constraints.txt .",
    "python -m pip wheel -c constraints.txt -w 安装包 .",
    "python -m pip install --no-index --find-links 安装包 award-allocator",
}
INFEASIBLE = "allocate run 2026年奖补 --budget 500 --out runs/预算太少"
Rows = list[dict[str, str]]


def rows_of(table: str) -> Rows:
    with (SCENARIO / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill_in(folder: Path, rows: Rows) -> None:
    """Type rows into the workbook that `allocate init` wrote."""
    book = load_workbook(folder / "applications.xlsx")
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for n, row in enumerate(rows, 2):
        for k, heading in enumerate(headings, 1):
            if row.get(str(heading)):
                sheet.cell(n, k, row[str(heading)])
    book.save(folder / "applications.xlsx")


def write_reviews(folder: Path, rows: Rows) -> None:
    """The experts' scores, as an old system exports them."""
    with (folder / "reviews.csv").open("w", encoding="gbk", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def reviews_of(applications: Rows) -> Rows:
    ids = {row["项目编号"] for row in applications}
    return [row for row in rows_of("reviews") if row["项目编号"] in ids]


def type_in_the_tables(where: Path) -> None:
    applications = rows_of("applications")[::4]  # SD2026-065 and SD2026-209 are among them
    fill_in(where / FOLDER, applications)
    write_reviews(where / FOLDER, reviews_of(applications))


def record_a_decision(where: Path) -> None:
    path = where / FOLDER / "optional/decisions.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    typed = {
        "项目编号": "SD2026-209",
        "决定": "reject",
        "理由": "经核实与申报材料不符",
        "决定机构": "党组会",
        "日期": "2026-09-18",
    }
    for k, cell in enumerate(sheet[1], 1):
        sheet.cell(2, k, typed[cell.value])
    book.save(where / FOLDER / "decisions.xlsx")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each command says, run one after another, with what the officer does between them."""
    where = tmp_path_factory.mktemp("奖补")
    found: dict[str, str] = {}
    between: list[tuple[str, Callable[[Path], None]]] = [
        ("allocate check", type_in_the_tables),
        ("allocate check", record_a_decision),
    ]
    for command in (c for c in COMMANDS if c not in ELSEWHERE):
        if between and command.startswith(between[0][0]):
            between.pop(0)[1](where)
        words = shlex.split(command)
        start = [sys.executable] if words[0] == "python" else [sys.executable, "-m", "allocator"]
        done = subprocess.run([*start, *words[1:]], cwd=where, capture_output=True, text=True, check=False)
        assert done.returncode == (3 if command == INFEASIBLE else 0), f"{command}\n{done.stdout}{done.stderr}"
        found[command] = found.get(command, "") + done.stdout + done.stderr
    assert between == []
    documents = where / f"runs/{FOLDER}-3000/documents"
    found["documents"] = "\n".join(sorted(p.name for p in documents.iterdir()))
    found["notice"] = "\n".join(p.name for p in (where / "公示").iterdir())
    return found


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What reading says to the mistakes that the manual lists."""
    where = tmp_path_factory.mktemp("错")
    rows = rows_of("applications")[:12]
    spoilt = [dict(row) for row in rows]
    spoilt[1]["项目编号"] = spoilt[0]["项目编号"]
    for n, (heading, cell) in enumerate(
        [
            ("申报类型", "示范"),
            ("申请金额", "八十万"),
            ("统一社会信用代码", "91370199MA6AATM6X1"),
            ("申报单位", ""),
            ("绿色门槛", "合格"),
            ("上线月数", "两年"),
            ("申请金额", "-5"),
        ],
        2,
    ):
        spoilt[n][heading] = cell
    reviews = reviews_of(rows)
    reviews[0] = {**reviews[0], "得分": "167"}
    reviews[3] = {**reviews[3], "指标": "9.9"}
    reviews += [reviews[1], {**reviews[2], "项目编号": "SD2026-999"}]

    def check(folder: str) -> str:
        with pytest.raises(InputError) as refusal:
            load(where / folder)
        return f"{refusal.value}\n"

    write_scenario(where / "甲", scenario_files((SCENARIO / "policy.yaml").read_text(encoding="utf-8")))
    shutil.copytree(where / "甲", where / "乙")
    call = [sys.executable, "-m", "allocator", "check", "甲"]
    heard = [subprocess.run(call, cwd=where, capture_output=True, text=True, check=False).stderr, check("没有")]
    fill_in(where / "甲", spoilt)
    heard.append(check("甲"))
    fill_in(where / "乙", rows)
    write_reviews(where / "乙", reviews)
    heard.append(check("乙"))
    (where / "乙/reviews.xlsx").write_bytes((where / "乙/optional/reviews.xlsx").read_bytes())
    heard.append(check("乙"))
    (where / "乙/reviews.xlsx").unlink()
    policy = where / "乙/policy.yaml"
    text = policy.read_text(encoding="utf-8")
    for old, new in (("budget: {", "budgets: {"), ("budget: {", "budget：{"), (", source: 第三条}", "}")):
        policy.write_text(text.replace(old, new), encoding="utf-8")
        heard.append(check("乙"))
    policy.write_text(text.replace("column: online_months", "column: months"), encoding="utf-8")
    heard.append(check("乙"))
    return "".join(heard)


def test_all_commands_are_known() -> None:
    assert set(COMMANDS) >= ELSEWHERE
    assert len(COMMANDS) > 20
    assert all(c.split()[0] == "allocate" or c in ELSEWHERE or c == "python --version" for c in COMMANDS)


def test_what_the_manual_shows_is_what_the_commands_say(said: dict[str, str], refused: str) -> None:
    heard = "\n".join([*said.values(), refused])
    assert len(TEXTS) > 6
    assert [line for line in TEXTS if line not in heard] == []


def test_the_messages_that_it_translates_occur(refused: str) -> None:
    assert len(MESSAGES) == 20
    assert [m for m in MESSAGES if not re.search(re.escape(m).replace("…", ".*"), refused)] == []


def test_the_report_writes_the_documents_that_it_lists(said: dict[str, str]) -> None:
    listed = set(re.findall(r"`([^`/]+\.(?:docx|xlsx|html))`", MANUAL.partition("## 七")[2].partition("同名的")[0]))
    assert len(listed) == 9
    assert listed <= DOCUMENT_FILES
    written = set(said["documents"].split("\n"))
    assert listed <= written
    assert {f"{name.removesuffix('.docx')}.pdf" for name in listed if name.endswith(".docx")} <= written
    assert said["notice"] == "公示名单.docx"


def test_a_run_is_verified_and_a_correction_compared(said: dict[str, str]) -> None:
    *_, last = said[f"allocate verify runs/{FOLDER}-3000"].rstrip().split("\n")
    assert "未发现不一致，另有“未核对”的各行请看" in last
    assert "`未发现不一致，另有“未核对”的各行请看`" in MANUAL
    compared = said[f"allocate compare runs/{FOLDER}-3000 runs/{FOLDER}-复核"]
    assert "[1] 决定 SD2026-209" in compared


def test_it_lists_every_file_of_an_empty_scenario() -> None:
    files = scenario_files((SCENARIO / "policy.yaml").read_text(encoding="utf-8"))
    listed = set(re.findall(r"^\| `([^`]+)` \|", MANUAL.partition("## 三")[2].partition("### （一）")[0], re.M))
    assert listed == set(files)


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", MANUAL)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


@pytest.mark.campaign
def test_it_is_installed_without_a_network_from_what_was_collected(tmp_path: Path) -> None:
    """Collects all packages from the registry, installs them without it, and decides the example with them."""
    python = tmp_path / "office/bin/python"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "office")], check=True)
    collect = shlex.split(next(c for c in COMMANDS if "pip wheel" in c).replace("安装包", str(tmp_path / "安装包")))
    subprocess.run([str(python), *collect[1:]], cwd=ROOT, check=True)
    install = shlex.split(next(c for c in COMMANDS if "--no-index" in c))
    subprocess.run([str(python), *install[1:]], cwd=tmp_path, check=True)
    allocate = python.with_name("allocate")
    done = subprocess.run([str(allocate), "run", "--budget", "3000"], cwd=tmp_path, check=True, capture_output=True)
    assert "3159.345" in done.stdout.decode()

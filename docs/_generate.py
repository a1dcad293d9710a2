"""Write docs/policy.md from the schema of the policy: `python docs/_generate.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from allocator.policy import Policy, load_policy, values
from allocator.policy.documents import Documents, DocumentSources
from allocator.policy.part import Part
from allocator.policy.write import in_one_line, policy_value

ROOT = Path(__file__).resolve().parents[1]
KINDS = {
    values._text: "文字 text",
    values._identifier: "代号 id",
    values._number: "数 number",
    values._whole: "整数 whole number",
    values.money_unit: "整数 whole number",
    values._amount: "金额 amount",
    values._flag: "是否 yes/no",
    values._date: "日期 date",
    values._operand: "值 value",
}
SIGNS = {"gt": "＞", "ge": "≥", "lt": "＜", "le": "≤"}
LONGEST = 78
NOTHING = "无 none"
HEAD = """\
# policy.yaml：每一个键 Every key of a policy

由 `python docs/_generate.py` 按程序的校验规则（`allocator/policy/`）生成，请勿手改。
Made by `python docs/_generate.py` from the schema that reads policies (`allocator/policy/`); do not edit it by hand.

规则怎样算，见[模型](model.md)；完整的例子，见[各方案](../scenarios/README.md)；
从头写一份，见[笔记本04](../notebooks/04-your-own-programme.ipynb)。
How the rules decide is in [the model](model.md), whole policies in [the scenarios](../scenarios/README.md).

- 依据 source：表题下写明“须写依据”的部分，都要有 `source`，写条款；
  没有条款写明的，写 `assumption`（假定），报告会逐条列出。
  A part that needs a `source` gives the article, or `assumption`; every report lists those.
- 金额 amount：`150`（以计价单位计），或自带单位：`150万元`、`0.3亿`、`1500000元`。
  In policy units, or with its own unit.
- 分数、比例写小数，不写百分号。 Shares are decimals.
- 写错键名会报错，指出行号和最接近的键。 An unknown key is an error that names its line and the nearest known key.
- “缺省”一栏：**必填**为非写不可，“无”为可以不写。 Default: **必填 required**, or 无 none.
"""

Examples = dict[tuple[type[Part], str], str]


def alternatives_of(annotation: Any) -> list[Any]:
    """The branches of a union, without None."""
    if get_origin(annotation) in (Annotated, Literal, tuple, dict) or isinstance(annotation, type):
        return [annotation]
    return [a for a in get_args(annotation) if a is not NoneType]


def part_of(annotation: Any) -> type[Part] | None:
    """The part that a value, or each of its entries, is."""
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, Part) else None
    return next((part for inner in get_args(annotation) if (part := part_of(inner))), None)


def type_of(annotation: Any) -> str:
    """What may be written, as a cell of the table."""
    branches = alternatives_of(annotation)
    if len(branches) > 1:
        return "，或 or ".join(type_of(b) for b in branches)
    (only,) = branches
    if get_origin(only) is Literal:
        return " · ".join(f"`{word}`" for word in get_args(only))
    if get_origin(only) is dict:
        return "映射：内部名称 → 表头 mapping"
    if get_origin(only) is tuple:
        inner = get_args(only)
        if inner[-1] is not Ellipsis:
            return f"{len(inner)}个 of {type_of(inner[0])}"
        return f"列表 list：{type_of(inner[0])}"
    if isinstance(only, type) and issubclass(only, Part):
        return f"[{only.__name__}](#{only.__name__.lower()})"
    metadata = list(flat(only))
    kind = next(KINDS[m.func] for m in metadata if isinstance(m, BeforeValidator))
    limits = [f"{SIGNS[n]} {getattr(m, n)}" for m in metadata for n in SIGNS if getattr(m, n, None) is not None]
    return " ".join([kind, *dict.fromkeys(limits)])


def flat(annotation: Any) -> Iterator[Any]:
    """What is said of a type, that of the types within it too."""
    for m in getattr(annotation, "__metadata__", ()):
        yield from m.metadata if isinstance(m, FieldInfo) else [m]


def default_of(field: FieldInfo) -> str:
    """What holds where the key is not written."""
    if field.is_required():
        return "**必填 required**"
    default = field.get_default(call_default_factory=True)
    if isinstance(default, Documents | DocumentSources):
        return NOTHING
    written = in_one_line(policy_value(default, defaults=True))
    return NOTHING if written in ("", "[]", "{}") else f"`{written}`"


def sections(part: type[Part] = Policy, path: str = "", meaning: str = "全部规则") -> Iterator[tuple[type[Part], str]]:
    """Every part with the keys that lead to it and what it is in Chinese, from the whole policy inwards."""
    yield part, f"`{path}` {meaning}" if path else meaning
    hints = get_type_hints(part, include_extras=True)
    for name, field in part.model_fields.items():
        inner, extra = part_of(hints[name]), field.json_schema_extra
        if inner is not None and isinstance(extra, dict):
            listed = "[]" if get_origin(alternatives_of(hints[name])[0]) is tuple else ""
            yield from sections(inner, f"{path}.{field.alias or name}{listed}".lstrip("."), str(extra["zh"]))


def collect(part: Part, found: Examples) -> None:
    """Note how each key is written, where it is written first, unless that is long."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if name not in part.model_fields_set or value is None:
            continue
        parts = [v for v in (value if isinstance(value, tuple) else [value]) if isinstance(v, Part)]
        several = isinstance(value, tuple) and len(parts) > 1
        text = in_one_line(policy_value(value[:1] if several else value))
        written = f"{text[:-1]}, ...]" if several else text
        if len(written) <= LONGEST:
            found.setdefault((type(part), name), f"`{field.alias or name}: {written}`")
        for inner in parts:
            collect(inner, found)


def examples() -> Examples:
    """Examples out of the policies of the repository, those made for this page last."""
    found: Examples = {}
    names = ("shandong-2026", "shandong-2026-in-full", "community-grants-2026")
    for path in [*(ROOT / "scenarios" / n / "policy.yaml" for n in names), ROOT / "docs/_more_examples.yaml"]:
        collect(load_policy(path.read_text(encoding="utf-8"), path.name), found)
    return found


def table(part: type[Part], found: Examples) -> Iterator[str]:
    """The table of a part's keys."""
    yield "| 键 key | 含义 meaning | 写法 type | 单位 unit | 缺省 default | 例 example |"
    yield "|---|---|---|---|---|---|"
    hints = get_type_hints(part, include_extras=True)
    for name, field in part.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        assert field.description
        meaning = f"{extra['zh']}<br>{field.description}"
        cells = [f"`{field.alias or name}`", meaning, type_of(hints[name]), extra["unit"] or "—"]
        yield f"| {' | '.join([*map(str, cells), default_of(field), found.get((part, name), '见下 below')])} |"


def page() -> str:
    """The whole page."""
    found, lines, places = examples(), [HEAD], dict[type[Part], list[str]]()
    for part, where in sections():
        places.setdefault(part, []).append(where)
    for part, where_all in places.items():
        source = part.model_fields.get("source")
        needed = source is not None and source.is_required()
        needs = "须写依据 needs a `source`." if needed else "本身不写依据 no `source` of its own."
        said = f"{'；'.join(where_all)}。{(part.__doc__ or '').strip()} {needs}"
        lines += [f"## {part.__name__}", "", said, "", *table(part, found), ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    (ROOT / "docs/policy.md").write_text(page(), encoding="utf-8", newline="\n")

"""资金下达表: what is paid to whom, by city and enterprise, with subtotals and amounts in capital numerals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from allocator.allocation import Award
from allocator.report.capitals import MOST, capital_amount
from allocator.report.content import Cell, Column, Document, Kind, Paragraph, Role, Row, Table, Text
from allocator.report.documents.maker import Options
from allocator.report.explained_run import ExplainedRun
from allocator.report.signature import signature
from allocator.report.terms import Terms
from allocator.runs.document_names import NAMES

NAME = Text(*NAMES["payment"])
NO_CITY = Text("未填所在市", "no city given")


@dataclass(frozen=True, slots=True)
class _Payee:
    """An enterprise in a city with its awards."""

    city: str
    awards: tuple[Award, ...]

    @property
    def amount(self) -> int:
        return sum(a.amount for a in self.awards)


def payment(run: ExplainedRun, options: Options) -> Document:
    """The document of a run."""
    terms = Terms(run)
    by = terms.cites("payment")
    count, total = len(run.allocation.awards), terms.money(run.allocation.awarded)
    opening = Text(
        f"根据管理办法{by.zh}，下达{terms.programme.zh}{count}个项目，共{total.zh}，按所在市和单位列示如下。奖补资金专款专用，"
        "不得截留、挪用。",
        f"Under the programme's rules{by.en}, {total.en} for {count} projects are paid out as listed by city and "
        "enterprise. The money is to be used for its purpose alone.",
    )
    title = Text(f"{terms.programme.zh}资金下达表", f"{terms.programme.en}: payments")
    return Document("payment", NAME, title, (Paragraph(opening), _table(terms), *signature(terms)), landscape=True)


def _table(terms: Terms) -> Table:
    unit, capitals = terms.unit, in_capitals(terms)
    columns = [
        Column(Text("序号", "No."), Kind.COUNT, 5),
        Column(Text("所在市", "City"), Kind.TEXT, 9),
        Column(Text("单位", "Enterprise"), Kind.TEXT, 27),
        Column(Text("统一社会信用代码", "Social credit code"), Kind.CODE, 20),
        Column(Text("项目编号", "Applications"), Kind.TEXT, 14),
        Column(Text("项目数", "Awards"), Kind.COUNT, 7, summed=True),
        Column(Text(f"下达金额（{unit.zh}）", f"Amount ({unit.en})"), Kind.MONEY, 11, summed=True),
    ]
    if capitals:
        columns.append(Column(Text("大写金额", "In capital numerals"), Kind.CODE, 27))
    rows: list[Row] = []
    number = 0
    payees = list(_payees(terms))
    cities = list(dict.fromkeys(p.city for p in payees))
    for city in cities:
        mine = [p for p in payees if p.city == city]
        for payee in mine:
            number += 1
            rows.append(_row(terms, number, payee, capitals))
        name = Text(city, city) if city else NO_CITY
        label = Text(f"{name.zh}小计", f"{name.en}, subtotal")
        rows.append(_sum(label, mine, capitals, Role.SUBTOTAL))
    rows.append(_sum(Text("合计", "Total"), payees, capitals, Role.TOTAL))
    return Table(tuple(columns), tuple(rows))


def in_capitals(terms: Terms) -> bool:
    """Whether amounts are yuan, which alone are written in capital numerals, and not beyond them."""
    return terms.policy.money.currency.upper() in ("CNY", "RMB") and terms.scenario.budget < MOST


def _row(terms: Terms, number: int, payee: _Payee, capitals: bool) -> Row:
    first = payee.awards[0].application
    ids = [terms.id(a.application) for a in payee.awards]
    cells: list[Cell] = [
        number,
        payee.city,
        terms.enterprise(first),
        terms.uscc(first),
        Text("\n".join(ids), "\n".join(ids)),
        len(payee.awards),
        payee.amount,
    ]
    return Row((*cells, *([capital_amount(payee.amount)] if capitals else [])))


def _sum(label: Text, payees: Sequence[_Payee], capitals: bool, role: Role) -> Row:
    amount = sum(p.amount for p in payees)
    cells: list[Cell] = [None, label, None, None, None, sum(len(p.awards) for p in payees), amount]
    return Row((*cells, *([capital_amount(amount)] if capitals else [])), role)


def _payees(terms: Terms) -> Iterator[_Payee]:
    """Cities in the order of their division codes, in each the enterprises with the largest sums first."""
    owners = terms.scenario.enterprises.numbers
    found: defaultdict[tuple[str, int], list[Award]] = defaultdict(list)
    for a in terms.run.allocation.awards:
        found[terms.city(a.application), owners[a.application]].append(a)
    places = divisions(terms)
    payees = [_Payee(city, tuple(awards)) for (city, _), awards in found.items()]
    payees.sort(key=lambda p: (places[p.city], p.city, -p.amount, p.awards[0].application_id))
    yield from payees


def divisions(terms: Terms) -> dict[str, tuple[bool, str]]:
    """City -> where it stands: by the division code that most of its applicants' social credit codes hold (GB/T 2260).

    That is the order in which departments list their cities. Those without any code stand last, by name.
    """
    codes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for k, uscc in enumerate(terms.scenario.tables.applications.usccs):
        codes[terms.city(k)].update([uscc[2:6]] if uscc else [])
    places = {}
    for city, counter in codes.items():
        most = min(counter, key=lambda c: (-counter[c], c), default="")
        places[city] = (not most or not city, most)
    return places

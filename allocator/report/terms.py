"""What documents call the things of a run: money, tiers, applications, cities, rules."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from allocator.allocation import Award
from allocator.arrays import Column as Cells
from allocator.policy import Policy, Rule
from allocator.policy.rules import rules_of, screening_codes
from allocator.report.articles import article
from allocator.report.content import Text
from allocator.report.explained_run import ExplainedRun
from allocator.scenario import Scenario
from allocator.sensitivity.reasons.words import Words
from allocator.template.layout import width
from allocator.template.words import unit
from allocator.visible import visible

__all__ = ["Terms"]

STAGES = {
    "quota-deviation": Text("与目标数量的偏差", "distance from the target numbers"),
    "weighted-score": Text("加权总分", "weighted score"),
    "funded-score": Text("加权资金总分", "funded score"),
}


class Terms:
    """Names and texts of one run, every text of the inputs in one line and harmless.

    Parameters
    ----------
    run
        The run.
    """

    def __init__(self, run: ExplainedRun) -> None:
        self.run = run

    @property
    def scenario(self) -> Scenario:
        """What was allocated."""
        return self.run.allocation.scenario

    @property
    def policy(self) -> Policy:
        """The rules."""
        return self.scenario.policy

    @cached_property
    def words(self) -> Words:
        """Words of the sentences that explain."""
        return Words(self.scenario)

    @cached_property
    def programme(self) -> Text:
        """The programme with its year."""
        name = visible(self.policy.programme)
        return Text(f"{name}{self.policy.year}年度", f"{name} {self.policy.year}")

    @cached_property
    def organ(self) -> Text | None:
        """The department that signs, where the policy names it."""
        documents = self.policy.documents
        if documents.organ is None:
            return None
        return Text(visible(documents.organ), visible(documents.organ_en or documents.organ))

    def cites(self, document: str) -> Text:
        """The article under which a document is written, to stand in a sentence; empty where the policy names none."""
        source = getattr(self.policy.documents.sources, document)
        if source is None:
            return Text("", "")
        said = self.article(source)
        return Text(said.zh, f" ({said.en})")

    @cached_property
    def unit(self) -> Text:
        """The unit in which amounts of tables are written."""
        money = self.policy.money
        english = money.currency if money.unit == 1 else f"{money.currency} {money.unit:,}"
        return Text(unit(self.policy), english)

    def money(self, base: int) -> Text:
        """An amount of base units within a sentence."""
        return Text(*self.policy.money.written(base))

    def units(self, amount: Fraction) -> Text:
        """An amount of policy units within a sentence."""
        return Text(*self.policy.money.written(amount * self.policy.money.unit))

    @cached_property
    def tier_width(self) -> float:
        """Characters that a column of tiers needs, within reason."""
        names = [text for n in range(len(self.policy.tiers)) for text in self.tier(n)]
        return min(14, max(8, 1 + max(map(width, names))))

    def tier(self, tier: int | str) -> Text:
        """A tier, by its position or id."""
        index = tier if isinstance(tier, int) else [t.id for t in self.policy.tiers].index(tier)
        found = self.policy.tiers[index]
        return Text(visible(found.name), visible(found.name_en or found.id))

    @cached_property
    def _cells(self) -> dict[str, Cells[str]]:
        table = self.scenario.tables.applications.table
        return {column: table.cells(column) for column in ("title", "city", "chain")}

    def id(self, application: int) -> str:
        """Id of an application."""
        return visible(self.scenario.tables.applications.ids[application])

    def enterprise(self, application: int) -> str:
        """Name of the applying enterprise."""
        return visible(self.scenario.tables.applications.enterprises[application])

    def uscc(self, application: int) -> str:
        """Code of the enterprise; empty where it is not given."""
        return self.scenario.tables.applications.usccs[application]

    def title(self, application: int) -> str:
        """Name of the scene."""
        return visible(self._cells["title"][application])

    def city(self, application: int) -> str:
        """City of the application."""
        return visible(self._cells["city"][application])

    def given(self, column: str) -> bool:
        """Whether any application has a `title`, `city` or `chain`, or a code (`uscc`)."""
        applications = self.scenario.tables.applications
        return any((applications.usccs if column == "uscc" else self._cells[column]).values)

    @cached_property
    def awards(self) -> dict[int, Award]:
        """Application -> its award."""
        return {a.application: a for a in self.run.allocation.awards}

    @cached_property
    def ranks(self) -> dict[int, int]:
        """Eligible application -> its rank in published order."""
        return {int(k): n for n, k in enumerate(self.scenario.order, 1)}

    def rule(self, rule: str) -> Text:
        """A rule by its name, without its source."""
        if rule.startswith("decision:"):
            zh, en = self.words.rule(rule)
            return Text(zh, en)
        if rule in screening_codes():
            return Text(*screening_codes()[rule])
        found = self._rules[rule]
        nameless = found.kind == "eligibility" and found.en == rule  # an id is no name
        return Text(visible(found.zh), visible(found.zh if nameless else found.en))

    def source(self, rule: str) -> str:
        """Source of a rule."""
        return self._rules[rule].source

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {r.id: r for r in rules_of(self.policy)}

    @staticmethod
    def article(source: str) -> Text:
        """A source."""
        return article(visible(source))

    @staticmethod
    def stage(stage: str) -> Text:
        """A stage of the optimisation."""
        return STAGES[stage]

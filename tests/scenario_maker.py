"""Makes the parts of a random scenario, choice by choice."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from allocator.numbers import plain
from tests.choices import Choices

Rows = list[dict[str, str]]


CODES = ["91370199MACF1X1T18", "91377178YCE12EJWN3", "91374164JR79J1DHYF", "91379240C0JG2YPMLU"]


NAMES = ["甲（山东）公司", "甲(山东) 公司", "乙公司", "丙公司", "丁公司"]


class Maker:
    def __init__(self, choices: Choices, decimals: int) -> None:
        self.choices = choices
        self.unit, self.step = self.one((1, 1), (10_000, 1), (10_000, Fraction(1, 2)), (1, 2))
        self.decimals = self.whole(0, decimals)
        self.rule = self.one("proportional", "optimised", "uniform", "in-full", "graded", "funded-score")
        self.tiers = self.whole(1, 3)
        self.capped = self.rule in ("uniform", "graded") or choices.flag()
        self.rated = self.whole(0, 3) == 0

    def one(self, *values: Any) -> Any:
        return self.choices.one(values)

    def maybe(self, chance: int = 2) -> bool:
        return self.whole(1, chance) == 1

    def whole(self, low: int, high: int) -> int:
        return self.choices.whole(low, high)

    def money(self, value: int | Fraction) -> str:
        """An amount of policy units, written in one of the ways that files use."""
        exact = Fraction(value)
        text = plain(exact)
        if self.maybe(3):
            return plain(exact * self.unit) + "元"
        if self.unit == 10_000 and self.maybe(3):
            return self.one(f"{text}万元", f"{text} 万", plain(exact / 10_000) + "亿")
        return text.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if self.maybe(6) else text

    def policy(self) -> dict[str, Any]:
        policy: dict[str, Any] = {
            "programme": 'Test "A" \\ 乙',
            "year": 2026,
            "money": {"currency": "CNY", "unit": self.unit, "step": plain(Fraction(self.step))},
            "columns": {"gate": "绿色门槛", "months": "上线月数"},
            "score_decimals": self.decimals,
            "max_score": 20,
            "budget": {"value": self.money(self.one(0, 2, 4, 6, 8, 9, 10, 12, 15, 20)), "source": "第三条"},
            "tiers": [self.tier(k) for k in range(self.tiers)],
            "one_award_per": self.one(
                None,
                {"key": "enterprise", "source": "x"},
                {"key": "enterprise", "cooldown_years": 1, "source": "x"},
                {"key": "enterprise", "source": "x"},
            ),
        }
        hops = [(0, 1), (1, 2), (0, 2), (1, 0)]
        reach = [h for h in hops if max(h) < self.tiers and self.maybe()]
        policy["fallback"] = [{"from": f"t{a}", "to": f"第{b}类", "source": "assumption"} for a, b in reach]
        if self.rule == "funded-score":
            policy["objective"] = "funded-score"
        elif self.rule != "proportional" or self.maybe():
            policy["amounts"] = {"rule": self.rule, "source": "assumption"}
        if self.rule == "graded":
            shares = [{"from": f, "share": s} for f, s in [(6, "0.5"), (14, "1.0"), (10, "0.75"), (0, "0")]]
            policy["amounts"]["bands"] = shares[: self.whole(1, 4)]
        if self.maybe(3):
            policy["min_score"] = {"value": self.whole(5, 12), "source": "assumption"}
        policy["eligibility"] = [rule for rule in self.eligibility() if self.maybe(7)]
        policy["groups"] = self.groups()
        if self.maybe():
            policy["scoring"] = self.scoring()
        return policy

    def tier(self, k: int) -> dict[str, Any]:
        tier: dict[str, Any] = {"id": f"t{k}", "name": f"第{k}类", "source": "第十一条"}
        tier["weight"] = self.one("1", "1.5", "0.7", "1.25")
        if self.capped:
            tier["cap"] = self.money(self.one(2, 3, 5, Fraction(7, 2), 6))
        if self.maybe(3) and self.rule != "graded":
            tier["floor"] = self.one("1", "1.5", "2")
        if self.rated:
            tier["rate"] = self.one("0.3", "1")
        low = self.whole(0, 1)
        quotas = [
            {"target": self.whole(0, 3), "tolerance": self.one(0, 1, 2, 3, "none")},
            {"target": self.whole(0, 2), "tolerance": self.one(1, 2), "prefer": "any"},
            {"min": low},
            {"max": self.whole(1, 3)},
            {"min": low, "max": low + self.whole(1, 2)},
        ]
        if self.maybe():
            tier["quota"] = self.one(*quotas)
        if self.maybe(5):
            tier["min_score"] = {"value": self.whole(5, 15), "source": "x"}
        return tier

    def eligibility(self) -> list[dict[str, Any]]:
        base = {"name": "条件", "source": "第五条"}
        rules: list[dict[str, Any]] = [
            {"id": "gate", "column": "gate", self.one("equals", "not_equals"): self.one("<yes>", "<no>")},
            {"id": "months", "column": "months", self.one("at_least", "at_most"): self.whole(2, 5)},
            {"id": "level", "column": "level", "in": ["国内领先", "3"]},
            {"id": "text", "column": "level", self.one("equals", "not_equals"): self.one("国内领先", "3.0")},
            {"id": "filled", "column": "level", "filled": "<yes>"},
            {"id": "money", "column": "investment", "at_least": self.money(6)},
        ]
        for rule in rules:
            if self.maybe(3):
                rule["tiers"] = [self.one("t0", "第0类")]
        return [{**base, **rule} for rule in rules]

    def groups(self) -> list[dict[str, Any]]:
        laminar = self.rule in ("proportional", "optimised")
        groups: list[dict[str, Any]] = []
        if self.maybe(3):
            groups.append({"id": "city-cap", "by": "city", "max_awards": self.whole(0, 2)})
        if self.maybe(12):
            groups.append({"id": "city-min", "by": "city", "min_awards": 1})
        if self.maybe(8):
            groups.append({"id": "chain-min", "by": "chain", "value": "机器人", "min_awards": 1, "max_awards": 2})
        if self.maybe(3):
            groups.append({"id": "city-money", "by": "city", "max_amount": self.money(self.whole(1, 9))})
        if self.maybe(4):
            value = self.one("济南市", "某地")
            groups.append({"id": "jinan", "by": "city", "value": value, "max_amount": self.money(self.whole(0, 6))})
        if self.maybe(4) and (not laminar or self.maybe(6)):
            groups.append({"id": "chain-money", "by": "chain", "max_amount": self.money(self.whole(2, 9))})
        for group in groups:
            group |= {"source": "assumption", "allow_absent": "<yes>"}
            if self.maybe(5) and not (laminar and "max_amount" in group):
                group["tiers"] = ["t0"]
        return groups

    def scoring(self) -> dict[str, Any]:
        base = {"max": 5, "source": "附件"}
        scoring: dict[str, Any] = {
            "indicators": [
                {"id": "1.1", "name": "创新", "weight": "62.5", **base},
                {"id": "1.2", "name": "成效", "weight": "37.5", **base},
            ],
            "tie_break": self.one([], ["1.2"], ["months"], ["investment", "1.1"]),
        }
        panel: dict[str, Any] = {"source": "assumption", "min_sheets": self.whole(1, 2)}
        panel["level"], panel["severity"] = self.one(("total", "none"), ("indicator", "none"), ("total", "mean-shift"))
        panel["method"] = self.one("mean", "median", "trimmed")
        if panel["method"] == "trimmed":
            panel["min_sheets"] = 3
        if self.maybe():
            scoring["panel"] = panel
        if self.maybe(3):
            bonus = {"id": "5.1", "name": "加分", "weight": 4, **base}
            scoring["bonus"] = {"ceiling": 2, "indicators": [bonus]}
        self.indicators = ["1.1", "创新"], ["1.2", "成效"], "bonus" in scoring
        return scoring

    def applications(self, n: int) -> Rows:
        rows: Rows = []
        for k in range(n):
            name = self.whole(0, len(NAMES) - 1)
            code = CODES[max(0, name - 1)] if self.maybe() else ""
            fine = [0, 2, 5, 5, 8, 10, 10, 12, 15, 20]
            score = Fraction(self.one(*fine)) + (Fraction(self.whole(0, 9), 10**self.decimals) if self.decimals else 0)
            limited = not (self.capped or self.rated) or self.maybe()
            rows.append(
                {
                    "application_id": f"P{k}{self.one('a', 'B', '')}",
                    "enterprise": NAMES[name] if self.maybe() else f"E{k}",
                    "uscc": code if self.maybe() else "",
                    "tier": self.one("t{}", "第{}类").format(self.whole(0, self.tiers - 1)),
                    "requested": self.money(self.one(0, 1, 2, 3, Fraction(7, 2), 5, 8)) if limited else "",
                    "investment": "" if self.maybe(6) else self.money(self.one(4, 6, 10, 20)),
                    "score": plain(min(score, Fraction(20))),
                    "city": self.one("济南市", "青岛市", " 济南市", ""),
                    "chain": self.one("机器人", "新材料", ""),
                    "gate": self.one("是", "否", "Yes", ""),
                    "months": self.one("1", "3", "４", "5.5", ""),
                    "level": self.one("国内领先", "3", "其他", ""),
                }
            )
        for row in rows:  # a name that carries two codes would be a fault of the inputs
            if row["enterprise"].startswith("E"):
                row["uscc"] = ""
        return rows

    def reviews(self, applications: Rows) -> Rows:
        rows: Rows = []
        first, second, bonus = self.indicators
        for application in applications:
            if self.maybe(5):
                continue
            application["score"] = ""
            for expert in range(self.whole(1, 4)):
                recused = self.maybe(8)
                names = [first, second, *([["5.1"]] if bonus and self.maybe() else [])]
                for labels in names:
                    if self.maybe(12):
                        continue
                    rows.append(
                        {
                            "application_id": application["application_id"],
                            "expert": f"X{expert}",
                            "indicator": "" if recused and self.maybe() else self.one(*labels),
                            "score": plain(Fraction(self.whole(0, 10), 2)),
                            "recused": self.one("是", "yes") if recused else self.one("否", ""),
                        }
                    )
        blank = {"application_id": "", "expert": "X0", "indicator": "1.1", "score": "1", "recused": ""}
        return rows or [blank | {"application_id": applications[0]["application_id"]}]

    def ledger(self) -> Rows:
        years = [self.one("2026", "2025", "2024") for _ in range(self.whole(1, 2))]
        return [{"year": y, "enterprise": self.one(*NAMES), "uscc": self.one("", *CODES)} for y in years]

    def decisions(self, applications: Rows) -> Rows:
        rows = []
        for k in self.choices.some(len(applications), 2):
            own = applications[k]["tier"]
            decision = self.one("reject", "reject", "fund", f"fund:{own}")
            rows.append({"application_id": applications[k]["application_id"], "decision": decision, "reason": "会议"})
        return rows

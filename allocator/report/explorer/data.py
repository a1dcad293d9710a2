"""Everything that the page knows, as one record: exact decimals and money as texts, words in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allocator.numbers import plain
from allocator.policy.schema import Money, Tier
from allocator.report.articles import article
from allocator.report.content import Document, Lang
from allocator.report.explained_run import ExplainedRun
from allocator.report.explorer.applications import application_records, stated
from allocator.report.explorer.documents import document_records, pictures
from allocator.report.explorer.outcomes import outcomes
from allocator.report.explorer.rules import alternatives_record, assumption_records, rule_names, rule_records
from allocator.report.explorer.words import WORDS
from allocator.visible import visible

Record = dict[str, Any]


def page_data(documents: Sequence[Document], run: ExplainedRun, lang: Lang) -> Record:
    """The page's record.

    Parameters
    ----------
    documents
        Shown in it.
    run
        What it explores.
    lang
        The language in which it opens.
    """
    policy, found = run.allocation.scenario.policy, run.sensitivity
    return {
        "lang": lang.value,
        "words": {key: list(text) for key, text in WORDS.items()},
        "run": _head(run),
        "money": _money(policy.money),
        "tiers": [_tier(t, policy.money) for t in policy.tiers],
        "score_places": policy.score_decimals,
        "indicators": [
            {"id": i.id, "name": [visible(i.name), visible(i.name_en or i.name)], "weight": plain(i.weight)}
            for i in policy.indicators
        ],
        "applications": list(application_records(run)),
        "outcomes": outcomes(found) if found else None,
        "rules": rule_records(run),
        "rule_names": rule_names(run.allocation),
        "assumptions": assumption_records(run.allocation),
        "alternatives": alternatives_record(run.alternatives) if run.alternatives else None,
        "documents": document_records(documents, policy.money),
        "figures": pictures(documents, run),
    }


def _head(run: ExplainedRun) -> Record:
    allocation, policy = run.allocation, run.allocation.scenario.policy
    return {
        "programme": visible(policy.programme),
        "year": policy.year,
        "date": run.date.isoformat(),
        "status": allocation.status,
        "proof": allocation.proof,
        "budget": str(allocation.scenario.budget),
        "budget_whole": str(allocation.scenario.budget_steps * policy.money.step_base),
        "awarded": str(allocation.awarded),
        "counts": list(allocation.counts.values()),
        "stages": [
            [s.stage, plain(s.value), None if s.bound is None else plain(s.bound)] for s in allocation.objective
        ],
        "near": plain(policy.sensitivity.near),
        "eligible": len(allocation.scenario.order),
        "fingerprint": run.fingerprint,
    }


def _money(money: Money) -> Record:
    """Tables write money in policy units where they have a name, else in the currency (as the documents do)."""
    named = money.unit_name is not None
    english = f"{money.currency} {money.unit:,}" if named and money.unit > 1 else money.currency
    return {
        "unit": str(money.unit if named else 1),
        "name": [visible(money.unit_name or money.currency), visible(english)],
        "currency": visible(money.currency),
        "step": str(money.step_base),
    }


def _tier(tier: Tier, money: Money) -> Record:
    quota = tier.quota
    record: Record = {"id": tier.id, "name": [visible(tier.name), visible(tier.name_en or tier.id)]}
    record |= {"weight": plain(tier.weight), "floor": stated(tier.floor, money)}
    record["source"] = list(article(visible(tier.source)))
    if tier.cap is not None:
        record["cap"] = stated(tier.cap, money)
    if quota is not None:
        record |= {"target": quota.target, "between": list(quota.range) if quota.has_range else None}
    return record

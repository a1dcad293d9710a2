"""公示名单: who is proposed for support, for the public; no scores, no ranks, nothing personal."""

from __future__ import annotations

from allocator.report.content import Block, Document, Paragraph, Particulars, Text
from allocator.report.documents.fields import Fields, listed
from allocator.report.documents.maker import Options
from allocator.report.explained_run import ExplainedRun
from allocator.report.signature import signature
from allocator.report.terms import Terms
from allocator.runs.document_names import NAMES

NAME = Text(*NAMES["notice"])


def notice(run: ExplainedRun, options: Options) -> Document:
    """The document of a run.

    Its rows stand by tier and then by application id: published order would tell who scored higher.
    """
    terms = Terms(run)
    by, count = terms.cites("notice"), len(run.allocation.awards)
    opening = Text(
        f"根据管理办法{by.zh}，经申报、审核推荐和专家评审，拟对下列{count}个项目予以支持，现予公示。公示期内对名单有异议的，"
        "请以书面形式向受理部门反映：单位反映的加盖公章，个人反映的署真实姓名并注明联系方式。",
        f"Under the programme's rules{by.en}, after applications, recommendations and expert review, these {count} "
        "projects are proposed for support and made public. Objections may be raised with the department below in "
        "writing within the period: by organisations under seal, by individuals with name and contact.",
    )
    empty = Text("", "")
    contact = Particulars(
        (
            (Text("公示期", "Period"), empty),
            (Text("受理部门", "Department"), terms.organ or empty),
            (Text("联系电话", "Telephone"), empty),
            (Text("电子邮箱", "E-mail"), empty),
            (Text("通信地址", "Address"), empty),
        )
    )
    tiers = [t.id for t in terms.policy.tiers]
    rows = sorted(run.allocation.awards, key=lambda a: (tiers.index(a.tier), a.application_id))
    amount = ("amount",) if options.amounts else ()
    table = listed(
        Fields(terms)("id", "enterprise", "title", "city", "tier", *amount),
        [a.application for a in rows],
        total=options.amounts,
        note=Text(
            "同一类型内按项目编号排列，不分先后。", "Within a tier in the order of application ids, not of merit."
        ),
    )
    blocks: tuple[Block, ...] = (Paragraph(opening), table, contact, *signature(terms))
    title = Text(f"{terms.programme.zh}拟支持项目公示", f"{terms.programme.en}: projects proposed for support")
    return Document("notice", NAME, title, blocks)

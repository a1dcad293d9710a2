"""The package of a docx: how its parts refer to one another, and the same bytes for the same parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

from allocator.report.content import Lang
from allocator.report.docx.xml import el, part, text

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PROPERTIES = "application/vnd.openxmlformats-package.core-properties+xml"
_XML_PARTS = ("document.main", "styles", "settings", "fontTable", "footer", "footer")
_PARTS = ("document", "styles", "settings", "fontTable", "footer1", "footer2")


def zipped(files: Mapping[str, bytes], day: date) -> bytes:
    """The parts in one file, in their order, dated to a day.

    Parameters
    ----------
    files
        Part name -> bytes.
    day
        Of every part.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return made.getvalue()


def content_types() -> bytes:
    """What each part is."""
    kinds = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
        "odttf": "application/vnd.openxmlformats-officedocument.obfuscatedFont",
    }
    parts = {f"/word/{name}.xml": f"{_WORD}.{kind}+xml" for name, kind in zip(_PARTS, _XML_PARTS, strict=True)}
    parts["/docProps/core.xml"] = _PROPERTIES
    return part(
        "Types",
        *(el("Default", Extension=extension, ContentType=kind) for extension, kind in kinds.items()),
        *(el("Override", PartName=name, ContentType=kind) for name, kind in parts.items()),
        uses=(),
        xmlns=f"{_PACKAGE}/content-types",
    )


def relations(targets: Mapping[str, tuple[str, str]]) -> bytes:
    """Which parts a part refers to.

    Parameters
    ----------
    targets
        Id -> (kind, part).
    """
    rows = [
        el("Relationship", Id=key, Type=f"{_OFFICE}/relationships/{kind}", Target=target)
        for key, (kind, target) in targets.items()
    ]
    return part("Relationships", *rows, uses=(), xmlns=f"{_PACKAGE}/relationships")


def package_relations() -> bytes:
    """Where a reader begins."""
    return part(
        "Relationships",
        el("Relationship", Id="rId1", Type=f"{_OFFICE}/relationships/officeDocument", Target="word/document.xml"),
        el(
            "Relationship",
            Id="rId2",
            Type=f"{_PACKAGE}/relationships/metadata/core-properties",
            Target="docProps/core.xml",
        ),
        uses=(),
        xmlns=f"{_PACKAGE}/relationships",
    )


def core_properties(title: str, day: date, lang: Lang) -> bytes:
    """Title, language and day.

    Parameters
    ----------
    title
        Of the document.
    day
        When it is said to have been made.
    lang
        The language.
    """
    when = f"{day.isoformat()}T00:00:00Z"
    spaces = {
        "xmlns_cp": f"{_PACKAGE}/metadata/core-properties",
        "xmlns_dc": "http://purl.org/dc/elements/1.1/",
        "xmlns_dcterms": "http://purl.org/dc/terms/",
        "xmlns_xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    return part(
        "cp:coreProperties",
        el("dc:title", text(title.replace("\n", " "))),
        el("dc:language", "zh-CN" if lang is Lang.ZH else "en-GB"),
        el("dcterms:created", when, xsi_type="dcterms:W3CDTF"),
        el("dcterms:modified", when, xsi_type="dcterms:W3CDTF"),
        uses=(),
        **spaces,
    )

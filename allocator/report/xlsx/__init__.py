"""All documents as sheets of one workbook."""

from allocator.report.xlsx.book import render_xlsx

__all__ = ["render_xlsx"]

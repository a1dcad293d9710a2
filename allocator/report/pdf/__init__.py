"""Documents as PDF, set by Typst: tagged, fonts embedded, the same bytes for the same run."""

from allocator.report.pdf.render import render_pdf

__all__ = ["render_pdf"]

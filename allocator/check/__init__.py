"""Checkers that need nothing but Python: an auditor runs them alone, from a copy of the file."""

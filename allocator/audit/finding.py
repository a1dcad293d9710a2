"""What the audit found wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule, or one number that does not follow from the inputs.

    Parameters
    ----------
    rule
        Id of the rule, or what was compared (`record`, `score`, `amount`, `objective`, ...).
    application_id
        The application concerned; None where it is the whole.
    what
        What was found and what was expected.
    """

    rule: str
    application_id: str | None
    what: str

"""From a choice among the options of a form to awards of the model."""

from __future__ import annotations

from dataclasses import dataclass

from allocator.engines.certified.form import Form
from allocator.engines.certified.within import Choice
from allocator.model import Model


@dataclass(frozen=True)
class Awards:
    """Awards by application.

    Parameters
    ----------
    chosen
        Option in the model, or None.
    steps
        Award in steps.
    """

    chosen: tuple[int | None, ...]
    steps: tuple[int, ...]

    def of(self, model: Model) -> tuple[tuple[int | None, ...], tuple[int, ...] | None]:
        """Options, and amounts where the engine settles them."""
        return self.chosen, self.steps if model.funded else None


def decoded(model: Model, form: Form, choice: Choice) -> Awards:
    """Awards of a choice."""
    chosen: list[int | None] = [None] * len(model.choices)
    steps = [0] * len(model.choices)
    places = form.places[choice.options]
    applications = model.columns.application[places].tolist()
    for application, place, taken in zip(
        applications, places.tolist(), form.steps[choice.options].tolist(), strict=True
    ):
        chosen[application], steps[application] = place, taken
    return Awards(tuple(chosen), tuple(steps))

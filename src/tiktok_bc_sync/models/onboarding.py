"""Onboarding: which of its steps a merchant has done, so that it can be left and resumed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen


class OnboardingStep(StrEnum):
    """What a merchant does next; the import is the connector's own."""

    CONNECT = "connect"
    TEMPLATE = "default template"
    CONFIGURATION = "default configuration"
    IMPORT = "import"
    DONE = "done"


@frozen
class Onboarding:
    """How far one account is.

    ``template_id`` is the default template, empty before the second step. ``import_id`` is the activity
    of the initial import that was begun last; ``imported_at`` is when one ended.
    """

    store_connected: bool = False
    shop_connected: bool = False
    template_id: str = ""
    configured_at: datetime | None = None
    import_id: str = ""
    imported_at: datetime | None = None

    @property
    def step(self) -> OnboardingStep:
        """The first step that is not done; one that came undone comes first again."""
        if not (self.store_connected and self.shop_connected):
            return OnboardingStep.CONNECT
        if not self.template_id:
            return OnboardingStep.TEMPLATE
        if self.configured_at is None:
            return OnboardingStep.CONFIGURATION
        return OnboardingStep.IMPORT if self.imported_at is None else OnboardingStep.DONE

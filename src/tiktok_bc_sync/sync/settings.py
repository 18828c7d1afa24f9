"""The account's configuration: read it, change it, know what a change does."""

from __future__ import annotations

from attrs import frozen

from tiktok_bc_sync.models import Settings
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.sync.context import Context


@frozen
class AsyncConfiguration:
    """One account's settings."""

    context: Context

    async def get(self) -> Settings:
        """Return the configuration; a new account has the defaults."""
        return await self.context.settings()

    async def save(self, settings: Settings) -> Settings:
        """Replace the configuration. `attrs.evolve` changes one setting of the current one."""
        return await self.context.save_settings(settings)


class Configuration(Blocking[AsyncConfiguration]):
    """One account's settings."""

    get = blocking(AsyncConfiguration.get)
    save = blocking(AsyncConfiguration.save)

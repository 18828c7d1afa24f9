"""Metafields: what apps write down beside a product, a variant, a category, a brand or the like."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from attrs import define, field

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_refusal
from tiktok_bc_sync.sandbox.core import Clock, Numbers

_MOST = 250


@define
class Metafields:
    """Metafields of all resources, by id."""

    clock: Clock
    owner_client_id: str = "sandbox-client"
    by_id: dict[int, Json] = field(factory=dict[int, Json])
    _ids: Numbers = field(factory=Numbers)

    def of(self, resource_type: str, resource_id: int | None = None) -> Sequence[Json]:
        """Return the metafields of a resource, or of all of its kind."""
        return [
            one
            for one in self.by_id.values()
            if one["resource_type"] == resource_type
            and (resource_id is None or one["resource_id"] == resource_id)
        ]

    def add(self, resource_type: str, resource_id: int, fields: Json) -> Json:
        """Add a metafield. Raises the 409 for a double, the 422 for one too many."""
        place = {"resource_type": resource_type, "resource_id": resource_id}
        made = {"description": "", **fields, **place, "owner_client_id": self.owner_client_id}
        self._check(made, 0)
        if len(self.of(resource_type, resource_id)) >= _MOST:
            raise v3_refusal(422, f"A {resource_type} can have {_MOST} metafields.")
        now = self.clock.now.isoformat(timespec="seconds")
        key = self._ids.next()
        self.by_id[key] = {"id": key, **made, "date_created": now, "date_modified": now}
        return self.by_id[key]

    def edit(self, metafield: Json, fields: Json) -> None:
        """Change a metafield. Raises the 409 where another one has its namespace and key."""
        self._check({**metafield, **fields}, metafield["id"])
        metafield.update(fields, date_modified=self.clock.now.isoformat(timespec="seconds"))

    def remove(self, key: int) -> None:
        """Take a metafield out, if it is there."""
        self.by_id.pop(key, None)

    def forget(self, resource_type: str, resource_ids: Collection[int]) -> None:
        """Take out what was written beside resources that are gone."""
        if self.by_id and resource_ids:
            gone = {
                one["id"] for one in self.of(resource_type) if one["resource_id"] in resource_ids
            }
            for key in gone:
                del self.by_id[key]

    def _check(self, wanted: Json, own: int) -> None:
        names = ("namespace", "key")
        for one in self.of(wanted["resource_type"], wanted["resource_id"]):
            if one["id"] != own and all(one[name] == wanted[name] for name in names):
                message = "A metafield with this namespace and key exists."
                raise v3_refusal(409, message, {"key": "duplicate"})

"""What apps write down beside products, variants and orders."""

from __future__ import annotations

from attrs import frozen

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls
from tiktok_bc_sync.clients.bigcommerce.domain import catalog as domain
from tiktok_bc_sync.clients.bigcommerce.wire.answers import Answer, Listed
from tiktok_bc_sync.clients.bigcommerce.wire.catalog import MetafieldItem
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.models import Metafield, MetafieldOwner, OwnerKind


@frozen
class _Endpoints:
    """The operations for the metafields of one kind of owner."""

    listed: Endpoint[Listed]
    create: Endpoint[Answer[MetafieldItem]]
    update: Endpoint[Answer[MetafieldItem]]
    delete: Endpoint[object]

    @classmethod
    def of(cls, owner: str, path: str) -> _Endpoints:
        """Name them as the vendor does."""
        every, one = f"{path}/metafields", f"{path}/metafields/{{metafield_id}}"
        answer = Answer[MetafieldItem]
        return cls(
            Endpoint(f"get{owner}Metafields", "GET", every, Listed),
            Endpoint(f"create{owner}Metafield", "POST", every, answer, idempotent=False),
            Endpoint(f"update{owner}Metafield", "PUT", one, answer),
            Endpoint(f"delete{owner}Metafield", "DELETE", one, object),
        )


_PRODUCT = "/v3/catalog/products/{product_id}"
_OF = {
    OwnerKind.PRODUCT: _Endpoints.of("Product", _PRODUCT),
    OwnerKind.VARIANT: _Endpoints.of("ProductVariant", f"{_PRODUCT}/variants/{{variant_id}}"),
    OwnerKind.ORDER: _Endpoints.of("Order", "/v3/orders/{order_id}"),
}


class MetafieldCalls(StoreCalls):
    """Calls about metafields."""

    __slots__ = ()

    def metafields(
        self, owner: MetafieldOwner, *, namespace: str = "", key: str = ""
    ) -> Pages[Metafield]:
        """List the metafields of a product, a variant or an order that this app may see.

        Vendor: v3 metafields.
        """
        query = {name: text for name, text in (("namespace", namespace), ("key", key)) if text}
        return self._list(
            _OF[owner.kind].listed,
            "metafield",
            MetafieldItem,
            domain.metafield,
            ids=_ids(owner),
            query=query,
        )

    async def set_metafield(self, owner: MetafieldOwner, field: Metafield) -> Metafield:
        """Write a metafield in place of the one with its namespace and key, or as a new one.

        The making is never repeated by itself; calling it again is harmless. Raises `Refused` where
        another app has one of that name. Vendor: v3 metafields.
        """
        body, kind = domain.metafield_body(field), _OF[owner.kind]
        listed = self.metafields(owner, namespace=field.namespace, key=field.key)
        name = (field.namespace, field.key)
        found = [one async for one in listed if (one.namespace, one.key) == name]
        if found:
            ids = {**_ids(owner), "metafield_id": found[0].id}
            return await self._one(kind.update, "metafield", domain.metafield, ids=ids, body=body)
        return await self._one(
            kind.create, "metafield", domain.metafield, ids=_ids(owner), body=body
        )

    async def delete_metafield(self, owner: MetafieldOwner, metafield_id: str) -> None:
        """Delete a metafield, or find it gone. Vendor: v3 metafields."""
        await self._delete(_OF[owner.kind].delete, metafield_id=metafield_id, **_ids(owner))


def _ids(owner: MetafieldOwner) -> dict[str, str]:
    ids = {f"{owner.kind.value}_id": owner.id}
    return ids | ({"product_id": owner.product_id} if owner.kind is OwnerKind.VARIANT else {})

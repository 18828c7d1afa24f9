"""What belongs to one product: its options, pictures and custom fields."""

from __future__ import annotations

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls
from tiktok_bc_sync.clients.bigcommerce.domain import catalog as domain
from tiktok_bc_sync.clients.bigcommerce.domain.asking import given, needed
from tiktok_bc_sync.clients.bigcommerce.wire import catalog as wire_catalog
from tiktok_bc_sync.clients.bigcommerce.wire.answers import Answer, Listed
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.models import CustomField, OptionChoice, ProductImage, ProductOption

_PRODUCT = "/v3/catalog/products/{product_id}"
_OPTIONS = f"{_PRODUCT}/options"
OPTIONS = Endpoint("getProductVariantOptions", "GET", _OPTIONS, Listed)
OPTION_VALUES = Endpoint(
    "getProductVariantOptionValues", "GET", f"{_OPTIONS}/{{option_id}}/values", Listed
)
_IMAGES = f"{_PRODUCT}/images"
# A product without any may be answered without a body.
_NONE = b'{"data":[],"meta":{"pagination":{"current_page":1,"total_pages":1}}}'
IMAGES = Endpoint("getProductImages", "GET", _IMAGES, Listed, empty=_NONE)
CREATE_IMAGE = Endpoint(
    "createProductImage", "POST", _IMAGES, Answer[wire_catalog.PictureItem], idempotent=False
)
DELETE_IMAGE = Endpoint("deleteProductImage", "DELETE", f"{_IMAGES}/{{image_id}}", object)
_FIELDS = f"{_PRODUCT}/custom-fields"
_FIELD = f"{_FIELDS}/{{custom_field_id}}"
FIELDS = Endpoint("getProductCustomFields", "GET", _FIELDS, Listed)
CREATE_FIELD = Endpoint(
    "createProductCustomField", "POST", _FIELDS, Answer[wire_catalog.FieldItem], idempotent=False
)
UPDATE_FIELD = Endpoint("updateProductCustomField", "PUT", _FIELD, Answer[wire_catalog.FieldItem])
DELETE_FIELD = Endpoint("deleteProductCustomField", "DELETE", _FIELD, object)


class ProductPartCalls(StoreCalls):
    """Calls about what belongs to a product."""

    __slots__ = ()

    def product_options(self, product_id: str) -> Pages[ProductOption]:
        """List what a shopper chooses to get a variant. Vendor: v3 product options."""
        ids = {"product_id": product_id}
        return self._list(OPTIONS, "option", wire_catalog.OptionItem, domain.option, ids=ids)

    def option_values(self, product_id: str, option_id: str) -> Pages[OptionChoice]:
        """List the values of an option. Vendor: v3 product option values."""
        ids = {"product_id": product_id, "option_id": option_id}
        return self._list(OPTION_VALUES, "value", wire_catalog.ChoiceItem, domain.choice, ids=ids)

    # --- pictures ------------------------------------------------------------------

    def product_images(self, product_id: str) -> Pages[ProductImage]:
        """List a product's pictures. Vendor: v3 product images."""
        ids = {"product_id": product_id}
        return self._list(IMAGES, "image", wire_catalog.PictureItem, domain.image, ids=ids)

    async def add_product_image(
        self, product_id: str, url: str, *, description: str = "", thumbnail: bool = False
    ) -> ProductImage:
        """Let the store fetch a picture from an address and keep it; never repeated by itself.

        The ``thumbnail`` stands for the product in place of the one before. Vendor: v3 product images.
        """
        shown = given({"description": description, "is_thumbnail": thumbnail or None})
        body = {"image_url": needed(url, "url"), **shown}
        ids = {"product_id": product_id}
        return await self._one(CREATE_IMAGE, "image", domain.image, ids=ids, body=body)

    async def delete_product_image(self, product_id: str, image_id: str) -> None:
        """Delete a picture, or find it gone. Vendor: v3 product images."""
        await self._delete(DELETE_IMAGE, product_id=product_id, image_id=image_id)

    # --- custom fields -------------------------------------------------------------

    def custom_fields(self, product_id: str) -> Pages[CustomField]:
        """List a product's custom fields. Vendor: v3 product custom fields."""
        ids = {"product_id": product_id}
        return self._list(
            FIELDS, "custom field", wire_catalog.FieldItem, domain.custom_field, ids=ids
        )

    async def create_custom_field(self, product_id: str, name: str, value: str) -> CustomField:
        """Add a custom field; never repeated by itself. Vendor: v3 product custom fields."""
        ids, body = {"product_id": product_id}, domain.field_body(name, value)
        return await self._one(
            CREATE_FIELD, "custom field", domain.custom_field, ids=ids, body=body
        )

    async def update_custom_field(self, product_id: str, field: CustomField) -> CustomField:
        """Give a custom field its name and value. Vendor: v3 product custom fields."""
        ids, body = (
            {"product_id": product_id, "custom_field_id": field.id},
            domain.field_body(field.name, field.value),
        )
        return await self._one(
            UPDATE_FIELD, "custom field", domain.custom_field, ids=ids, body=body
        )

    async def delete_custom_field(self, product_id: str, field_id: str) -> None:
        """Delete a custom field, or find it gone. Vendor: v3 product custom fields."""
        await self._delete(DELETE_FIELD, product_id=product_id, custom_field_id=field_id)

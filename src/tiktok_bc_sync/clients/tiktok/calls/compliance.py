"""Manufacturers and responsible persons, whom listings in the EU must name in some categories.

They are the seller's, whatever the shop; TikTok translates what is told once.
"""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls
from tiktok_bc_sync.clients.tiktok.domain import compliance as domain
from tiktok_bc_sync.clients.tiktok.wire import compliance as wired
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.clients.tiktok.wire.limits import EUROPEAN_UNION
from tiktok_bc_sync.models import (
    Manufacturer,
    ManufacturerProfile,
    PersonAddress,
    PersonProfile,
    Phone,
    ResponsiblePerson,
)

CREATE_MANUFACTURER = Endpoint(
    "createManufacturer",
    "POST",
    "/product/202409/compliance/manufacturers",
    wired.MadeManufacturer,
    idempotent=False,
    regions=EUROPEAN_UNION,
)
EDIT_MANUFACTURER = Endpoint(
    "partialEditManufacturer",
    "POST",
    "/product/202409/compliance/manufacturers/{manufacturer_id}/partial_edit",
    wire.Errors,
    regions=EUROPEAN_UNION,
)
SEARCH_MANUFACTURERS = Endpoint(
    "searchManufacturers",
    "POST",
    "/product/202501/compliance/manufacturers/search",
    wire.listed("manufacturers"),
    regions=EUROPEAN_UNION,
)
CREATE_PERSON = Endpoint(
    "createResponsiblePerson",
    "POST",
    "/product/202409/compliance/responsible_persons",
    wired.MadePerson,
    idempotent=False,
    regions=EUROPEAN_UNION,
)
EDIT_PERSON = Endpoint(
    "partialEditResponsiblePerson",
    "POST",
    "/product/202409/compliance/responsible_persons/{responsible_person_id}/partial_edit",
    wire.Errors,
    regions=EUROPEAN_UNION,
)
SEARCH_PERSONS = Endpoint(
    "searchResponsiblePersons",
    "POST",
    "/product/202501/compliance/responsible_persons/search",
    wire.listed("responsible_persons"),
    regions=EUROPEAN_UNION,
)


class ComplianceCalls(ShopCalls):
    """Calls about whom the EU wants to know; for sellers there only."""

    __slots__ = ()

    async def create_manufacturer(self, profile: ManufacturerProfile) -> str:
        """Tell a manufacturer, and return the id by which listings name it.

        Raises `InvalidInput` for what is empty or longer than TikTok takes. Vendor: Create Manufacturer,
        version 202409.
        """
        body = domain.manufacturer_body(
            name=profile.name,
            email=profile.email,
            address=profile.address,
            phone=profile.phone,
            trade_name=profile.trade_name,
            locale=profile.locale,
        )
        return (await self._ask(CREATE_MANUFACTURER, body=body)).value.manufacturer_id

    async def edit_manufacturer(
        self,
        manufacturer_id: str,
        *,
        name: str | None = None,
        email: str | None = None,
        address: str | None = None,
        phone: Phone | None = None,
        trade_name: str | None = None,
        locale: str = "",
    ) -> None:
        """Change what is told of a manufacturer in one language, the seller's own without ``locale``.

        None leaves a property as it is; an empty `Phone` says that there is none. Raises `InvalidInput`
        as `create_manufacturer` does. Vendor: Partial Edit Manufacturer, version 202409.
        """
        body = domain.manufacturer_body(
            name=name,
            email=email,
            address=address,
            phone=phone,
            trade_name=trade_name,
            locale=locale,
        )
        await self._confirm(EDIT_MANUFACTURER, body, {"manufacturer_id": manufacturer_id})

    def search_manufacturers(
        self,
        *,
        manufacturer_ids: Sequence[str] = (),
        keyword: str = "",
        locales: Sequence[str] = (),
    ) -> Pages[Manufacturer]:
        """List manufacturers: up to 100 by their ids, or those with a word in name, phone or e-mail.

        ``locales`` are the languages to tell them in, as in "de-DE"; without them the seller's own.
        Vendor: Search Manufacturers, version 202501.
        """
        body = domain.search_body("manufacturer", manufacturer_ids, keyword, locales)
        return self._list(
            SEARCH_MANUFACTURERS,
            "manufacturer",
            wired.ManufacturerItem,
            domain.manufacturer,
            body=body,
        )

    async def create_responsible_person(self, profile: PersonProfile) -> str:
        """Tell a responsible person, and return the id by which listings name them.

        Raises `InvalidInput` for what is empty or longer than TikTok takes. Vendor: Create Responsible
        Person, version 202409.
        """
        body = domain.person_body(
            name=profile.name,
            email=profile.email,
            phone=profile.phone,
            address=profile.address,
            locale=profile.locale,
        )
        return (await self._ask(CREATE_PERSON, body=body)).value.responsible_person_id

    async def edit_responsible_person(
        self,
        person_id: str,
        *,
        name: str | None = None,
        email: str | None = None,
        phone: Phone | None = None,
        address: PersonAddress | None = None,
        locale: str = "",
    ) -> None:
        """Change what is told of a responsible person in one language, as `edit_manufacturer` does.

        Vendor: Partial Edit Responsible Person, version 202409.
        """
        body = domain.person_body(
            name=name, email=email, phone=phone, address=address, locale=locale
        )
        await self._confirm(EDIT_PERSON, body, {"responsible_person_id": person_id})

    def search_responsible_persons(
        self, *, person_ids: Sequence[str] = (), keyword: str = "", locales: Sequence[str] = ()
    ) -> Pages[ResponsiblePerson]:
        """List responsible persons, as `search_manufacturers` lists manufacturers.

        Vendor: Search Responsible Persons, version 202501.
        """
        body = domain.search_body("responsible_person", person_ids, keyword, locales)
        return self._list(
            SEARCH_PERSONS,
            "responsible person",
            wired.PersonItem,
            domain.responsible_person,
            body=body,
        )

"""The fake shop's brands: those that TikTok Shop knows, and the seller's own."""

from __future__ import annotations

import re
import unicodedata

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.tiktok.categories.categories import Categories
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    PRODUCT_RULE,
    Call,
    Ids,
    Json,
    Refused,
    Route,
    page,
)

_DAY = 86_400
_MOST_A_DAY, _MOST_BRANDS = 50, 1000
_SHORTEST, _LONGEST = 2, 30
_LETTERS = ("L", "M", "N", "P", "Z")


@frozen
class Brand:
    """A brand; one of the first tier may be used only by sellers that it has authorized.

    ``roots`` are the categories in which an authorized brand is sold, none: in all of them.
    """

    id: str
    name: str
    authorized: bool = True
    first_tier: bool = False
    roots: tuple[str, ...] = ()
    made_at: int | None = None

    @property
    def selectable(self) -> bool:
        """Tell whether products may carry the brand."""
        return self.authorized or not self.first_tier


_BUILT_IN = (
    Brand("7082427311584347905", "Sagaform", roots=("600001",)),
    Brand("7082427311584347906", "Sandbox Living"),
    Brand("7082427311584347907", "Luma"),
    Brand("7082427311584347908", "Maison Exemple", authorized=False, first_tier=True),
)


def _built_in() -> dict[str, Brand]:
    return {brand.id: brand for brand in _BUILT_IN}


@define
class Brands:
    """Brands by id."""

    clock: Clock
    ids: Ids
    categories: Categories
    brands: dict[str, Brand] = field(factory=_built_in)

    def routes(self) -> list[Route]:
        """Return the operations on brands."""
        path = "/product/202309/brands"
        suggested = ("product_title", "category_id?", "description?", "images[]?.uri?")
        return [
            Route("GET", path, self.list_brands),
            Route("POST", path, self.create, ("name",), cipher=False),
            Route("POST", "/product/202609/brands/suggest", self.suggest, suggested),
        ]

    def selectable(self, brand_id: str) -> bool:
        """Tell whether a product may carry this brand."""
        return brand_id in self.brands and self.brands[brand_id].selectable

    # --- answering -----------------------------------------------------------------

    def list_brands(self, call: Call) -> Json:
        """Answer Get Brands; whether a brand fits a category is said only where one is named."""
        word, category_id = call.param("brand_name").casefold(), call.param("category_id")
        root = self._root(category_id) if category_id else ""
        found = [
            _shown(brand, root)
            for brand in self.brands.values()
            if word in brand.name.casefold()
            and (not call.param("is_authorized") or brand.authorized == call.flag("is_authorized"))
        ]
        part, said = page(found, call, by="name")
        return {**said, "brands": part}

    def create(self, call: Call) -> Json:
        """Answer Create Custom Brands: the new brand is usable, but not authorized."""
        name = call.body["name"].strip()
        if fault := _name_fault(name):
            raise Refused(PRODUCT_RULE + 90, fault)
        if name.casefold() in (brand.name.casefold() for brand in self.brands.values()):
            raise Refused(PRODUCT_RULE + 91, f"The brand {name} exists already")
        self._check_number()
        brand = Brand(self.ids.next("7083"), name, authorized=False, made_at=self.clock.unix)
        self.brands[brand.id] = brand
        return {"id": brand.id}

    def suggest(self, call: Call) -> Json:
        """Answer Suggest Brands: those named in the title, then those named in the description."""
        if category_id := call.body.get("category_id"):
            self.categories.leaf(category_id)
        found: dict[str, Brand] = {}
        for text in (call.body["product_title"], call.body.get("description") or ""):
            named = [one for one in self.brands.values() if _names(text, one.name)]
            found |= {brand.id: brand for brand in named if brand.id not in found}
        shown = [
            {"id": brand.id, "name": brand.name, "is_authorized": brand.authorized}
            for brand in found.values()
        ]
        return {"brands": shown}

    def _root(self, category_id: str) -> str:
        self.categories.leaf(category_id)
        return str(self.categories.chain(category_id)[0]["id"])

    def _check_number(self) -> None:
        times = [one.made_at for one in self.brands.values() if one.made_at is not None]
        # The vendor's day is not said to begin anywhere: the last 24 hours count.
        today = [time for time in times if time > self.clock.unix - _DAY]
        if len(today) >= _MOST_A_DAY or len(times) >= _MOST_BRANDS:
            text = f"At most {_MOST_A_DAY} brands a day and {_MOST_BRANDS} in all can be created"
            raise Refused(PRODUCT_RULE + 92, text)


def _shown(brand: Brand, root: str) -> Json:
    fits = not brand.roots or root in brand.roots
    known = {"brand_status": "AVAILABLE" if fits else "UNAVAILABLE"}
    return {
        "id": brand.id,
        "name": brand.name,
        # The misspelling is the vendor's.
        "authorized_status": "AUTHORIZED" if brand.authorized else "UNAUTHORIEZD",
        "is_t1_brand": brand.first_tier,
        **(known if root and brand.authorized else {}),
    }


def _name_fault(name: str) -> str | None:
    if not _SHORTEST <= len(name) <= _LONGEST:
        return f"A brand's name must have {_SHORTEST} to {_LONGEST} characters"
    if re.search(r"\d{5}", name):
        return "A brand's name must not have 5 digits in a row"
    if any(is_chinese(sign) or unicodedata.category(sign)[0] not in _LETTERS for sign in name):
        return "A brand's name must not have Chinese characters, special fonts or emoticons"
    # What looks like a letter but is another sign's variant is a special font.
    return "A brand's name must not use special fonts" if _styled(name) else None


def is_chinese(text: str) -> bool:
    """Tell whether there is a Chinese character in a text; the vendor takes none in names."""
    return bool(re.search(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]", text))


def _styled(name: str) -> bool:
    return any(unicodedata.decomposition(sign).startswith("<font>") for sign in name)


def _names(text: str, brand: str) -> bool:
    return bool(re.search(rf"\b{re.escape(brand)}\b", text, re.IGNORECASE))

"""What the platform's carriers offer for a package, by how heavy and how large it is."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, InvalidOperation

from tiktok_bc_sync.sandbox.tiktok.shop import money
from tiktok_bc_sync.sandbox.tiktok.shop.regions import currency, decimals
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Json, bad_parameter, section

SIZE_FIELDS = (
    "weight?.value",
    "weight?.unit",
    "dimension?.length",
    "dimension?.width",
    "dimension?.height",
    "dimension?.unit",
)
_SIDES = ("length", "width", "height")
_KILOGRAMS = {"GRAM": Decimal("0.001"), "POUND": Decimal("0.45359237")}
_LENGTHS = ("CM", "INCH")
# Names, prices and days are made up: id, name, price in currencies with cents, fewest and most days.
_SERVICES = (
    ("7208502187360519001", "Standard", Decimal("3.99"), 3, 6),
    ("7208502187360519002", "Express", Decimal("7.99"), 1, 2),
)
_EACH_KILOGRAM = Decimal("0.50")


def measured(given: Json, region: str, units: int) -> Json:
    """Return a package's weight and dimension: what the seller says, else an estimate by its units."""
    american = region == "US"
    light = {"value": str(units), "unit": "POUND"} if american else _grams(500 * units)
    small = ("12", "8", "4", "INCH") if american else ("30", "20", "10", "CM")
    weight = section(given, "weight") or light
    dimension = section(given, "dimension") or dict(zip((*_SIDES, "unit"), small, strict=True))
    if weight["unit"] not in _KILOGRAMS or dimension["unit"] not in _LENGTHS:
        raise bad_parameter("The unit of weight or dimension is invalid")
    for number in (weight["value"], *(dimension[side] for side in _SIDES)):
        _positive(number)
    return {"weight": weight, "dimension": dimension}


def offered(size: Json, region: str, provider: Json) -> list[Json]:
    """Return the services for a package; the first one is the default."""
    weight = size["weight"]
    kilograms = _positive(weight["value"]) * _KILOGRAMS[weight["unit"]]
    more = _EACH_KILOGRAM * kilograms.to_integral_value(ROUND_CEILING)
    return [
        {
            "id": identity,
            "name": name,
            "price": (price := _price(base + more, region)),
            "shipping_fee": price,
            "currency": currency(region),
            "is_default": place == 0,
            **(_american(days, provider) if region == "US" else {}),
        }
        for place, (identity, name, base, *days) in enumerate(_SERVICES)
    ]


def _american(days: list[int], provider: Json) -> Json:
    return {
        "earliest_delivery_days": days[0],
        "latest_delivery_days": days[1],
        "shipping_provider_id": provider["id"],
        "shipping_provider_name": provider["name"],
    }


def _grams(grams: int) -> Json:
    return {"value": str(grams), "unit": "GRAM"}


def _price(amount: Decimal, region: str) -> str:
    # A currency without cents counts roughly a hundred of its units for one of the others.
    return money.text(amount if decimals(region) else amount * 100, region)


def _positive(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(0)
    if not (number.is_finite() and number > 0):
        raise bad_parameter("Weight and dimension must be positive numbers")
    return number

"""Which type a product code is, and which TikTok provider a BigCommerce carrier."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.makers import codes
from tiktok_bc_sync.mapping.carriers import provider_for
from tiktok_bc_sync.mapping.identifiers import Identifier, identifier
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.models import ShippingProvider


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("5012345678900", "5012345678900", "EAN"),
        ("96385074", "96385074", "EAN"),
        ("036000291452", "036000291452", "UPC"),
        ("10012345678902", "10012345678902", "GTIN"),
        ("9780306406157", "9780306406157", "ISBN"),
        ("978-0-306-40615-7", "9780306406157", "ISBN"),
        ("0-306-40615-2", "9780306406157", "ISBN"),
        ("080442957x", "9780804429573", "ISBN"),
        (" 5012345 678900 ", "5012345678900", "EAN"),
        ("4006381333931", "4006381333931", "EAN"),
    ],
)
def test_a_valid_code_has_its_type_by_length_and_is_sent_as_digits(
    text: str, code: str, kind: str
) -> None:
    assert identifier(text) == Identifier(code, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "5012345678901",
        "036000291453",
        "10012345678903",
        "9780306406158",
        "0306406153",
        "96385075",
        "123456789",
        "50123456789001",
        "0000000000000",
        "00000000",
        "N/A",
        "٥٠١٢٣٤٥٦٧٨٩٠٠",
        "5012345678900x",
    ],
)
def test_a_wrong_check_digit_or_length_is_no_code(text: str) -> None:
    assert identifier(text) is None


@given(st.text("0123456789", min_size=12, max_size=12).filter(lambda one: one.strip("0")))
def test_of_the_ten_last_digits_exactly_one_is_right(body: str) -> None:
    valid = [digit for digit in "0123456789" if identifier(body + digit)]
    assert len(valid) == 1


@given(st.text())
def test_any_text_is_a_code_or_none(text: str) -> None:
    found = identifier(text)
    assert found is None or found.code.isdigit()


def offered(*names: str) -> list[ShippingProvider]:
    return [ShippingProvider(str(700 + n), name) for n, name in enumerate(names)]


UK = offered(
    "Royal Mail", "Hermes/EVRI", "DPD", "Yodel", "UPS UK", "DHL UK", "FedEx UK", "Arrow XL"
)


@pytest.mark.parametrize(
    ("carrier", "mapping", "provider"),
    [
        ("Royal Mail", (), "Royal Mail"),
        ("royal-mail", (), "Royal Mail"),
        ("ROYALMAIL", (), "Royal Mail"),
        ("Royal Mail Tracked 24", (), "Royal Mail"),
        ("evri", (), "Hermes/EVRI"),
        ("Hermes", (), "Hermes/EVRI"),
        ("UPS", (), "UPS UK"),
        ("u.p.s.", (), "UPS UK"),
        ("DHL Express", (("dhl express", "DHL UK"),), "DHL UK"),
        ("DFL", (("dfl", "Yodel"),), "Yodel"),
        ("d f l", (("D.F.L", "yodel"),), "Yodel"),
        ("DFL", (("DFL", "703"),), "Yodel"),
        # What is mapped goes before what is named alike.
        ("DPD", (("DPD", "Yodel"),), "Yodel"),
    ],
)
def test_a_carrier_is_found_by_mapping_by_name_or_by_a_unique_near_name(
    carrier: str, mapping: tuple[tuple[str, str], ...], provider: str
) -> None:
    found = provider_for(carrier, UK, mapping)
    assert isinstance(found, ShippingProvider), str(found)
    assert found.name == provider


@pytest.mark.parametrize(
    ("carrier", "providers"),
    [
        ("Chronopost", UK),
        ("", UK),
        ("???", UK),
        ("UK", UK),  # near to three of them
        ("DHL", offered("DHL UK", "DHL eCommerce")),
        ("USPS", offered("UPS")),
        ("R", UK),
        ("DPD", offered("DPD", "dpd")),
        ("Yodel", []),
        ("Yodel", offered("", "--")),
    ],
)
def test_a_carrier_that_is_none_or_many_is_blocked_with_the_candidates(
    carrier: str, providers: list[ShippingProvider]
) -> None:
    found = provider_for(carrier, providers, ())
    assert codes(found) == ["unknown_carrier"]
    for provider in providers:
        assert provider.name in str(found)


@given(st.text(), st.lists(st.text(), max_size=4), st.lists(st.tuples(st.text(), st.text())))
def test_any_carrier_is_one_of_the_offered_or_blocked(
    carrier: str, names: list[str], mapping: list[tuple[str, str]]
) -> None:
    providers = offered(*names)
    found = provider_for(carrier, providers, mapping)
    assert isinstance(found, Blocked) or found in providers

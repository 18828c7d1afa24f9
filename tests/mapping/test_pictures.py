"""Which pictures are shown, and what is wrong about the others."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.makers import codes, drafted, listed, product, variant
from tiktok_bc_sync.mapping.market import ShopFacts
from tiktok_bc_sync.mapping.pictures import PictureFacts, fault, gallery, public
from tiktok_bc_sync.models import Image

GOOD = "https://store.test/1.jpg"


@pytest.mark.parametrize(
    ("url", "on_the_web"),
    [
        (GOOD, True),
        ("http://cdn.store.test:8080/a/b.png?x=1", True),
        ("https://8.8.8.8/1.jpg", True),
        ("https://[2606:4700::1111]/1.jpg", True),
        ("https://bücher.test/ä.jpg", True),
        ("", False),
        ("1.jpg", False),
        ("/images/1.jpg", False),
        ("//store.test/1.jpg", False),
        ("ftp://store.test/1.jpg", False),
        ("javascript:alert(1)", False),
        ("data:image/png;base64,AAAA", False),
        ("https://", False),
        ("https:///1.jpg", False),
        ("https://store.test/a b.jpg", False),
        ("https://store.test/a\x00.jpg", False),
        ("https://[::1/1.jpg", False),
        ("https://[::1]/1.jpg", False),
        ("http://127.0.0.1/1.jpg", False),
        ("http://10.1.2.3/1.jpg", False),
        ("http://192.168.0.1/1.jpg", False),
        ("http://169.254.169.254/latest", False),
        ("http://2130706433/1.jpg", False),
        ("http://127.1/1.jpg", False),
        ("http://localhost/1.jpg", False),
        ("http://LOCALHOST./1.jpg", False),
        ("http://shop.local/1.jpg", False),
        ("http://db.internal/1.jpg", False),
        ("http://user@10.0.0.1/1.jpg", False),
        ("https://store.test/" + "x" * 2000, False),
    ],
)
def test_an_address_is_on_the_web_or_is_not(url: str, on_the_web: bool) -> None:
    assert public(url) is on_the_web


def test_a_trusted_host_may_be_private() -> None:
    assert public("http://127.0.0.1:8000/1.jpg", ["127.0.0.1:8000"])
    assert not public("http://127.0.0.1:8001/1.jpg", ["127.0.0.1:8000"])


@pytest.mark.parametrize(
    ("url", "facts", "code"),
    [
        (GOOD, None, None),
        (GOOD, PictureFacts(), None),
        (GOOD, PictureFacts(300, 4000, "jpg"), None),
        (GOOD, PictureFacts(299, 300, "JPEG"), "image_size"),
        (GOOD, PictureFacts(300, 4001), "image_size"),
        (GOOD, PictureFacts(format="GIF"), "image_format"),
        (GOOD, PictureFacts(format="webp"), None),
        (GOOD, PictureFacts(problem="it is not there (HTTP 404)"), "image_unreachable"),
        ("https://store.test/1.svg?v=2", None, "image_format"),
        ("https://store.test/1.GIF", None, "image_format"),
        ("https://store.test/1.gif", PictureFacts(format="PNG"), None),  # seen, not guessed
        ("https://store.test/1", None, None),
        ("https://store.test/1.php", None, None),
        ("http://10.0.0.1/1.jpg", PictureFacts(500, 500, "PNG"), "image_address"),
    ],
)
def test_a_picture_is_taken_or_there_is_a_reason(
    url: str, facts: PictureFacts | None, code: str | None
) -> None:
    found = fault(url, facts)
    assert (found and found.code) == code


def test_a_reason_names_no_secret_of_an_address() -> None:
    found = fault("http://me:secret@10.0.0.1/1.jpg?token=secret", None)
    assert found is not None
    assert "secret" not in str(found)
    assert "10.0.0.1/1.jpg" in str(found)


def test_nine_pictures_are_shown_each_once_in_their_order_and_the_rest_is_told() -> None:
    urls = [f"https://store.test/{n}.jpg" for n in range(11)]
    shown, wrong = gallery([urls[3], f" {urls[0]} ", urls[3], "", *urls], {})
    assert shown == (urls[3], urls[0], urls[1], urls[2], *urls[4:9])
    assert [str(one) for one in wrong] == [
        "The product has 11 pictures; TikTok shows the first 9. Put the best ones first."
    ]


def test_a_product_does_without_its_bad_pictures_as_long_as_one_is_left() -> None:
    bad, local = Image("https://store.test/1.gif"), Image("http://localhost/2.jpg")
    made = listed(drafted(evolve(product(), images=(bad, Image(GOOD), local))))
    assert made.images == (GOOD,)
    assert [note.code for note in made.notes] == ["image_format", "image_address"]
    blocked = drafted(evolve(product(), images=(bad, local)))
    assert codes(blocked) == ["image_format", "image_address"]
    assert codes(drafted(evolve(product(), images=(Image(" "),)))) == ["missing_image"]


def test_what_was_found_out_about_pictures_counts() -> None:
    shop = ShopFacts(pictures={GOOD: PictureFacts(100, 100, "PNG")})
    assert codes(drafted(product(), shop=shop)) == ["image_size"]


def test_a_variants_picture_that_tiktok_cannot_have_is_left_out() -> None:
    one = product(evolve(variant(1), image_url="http://localhost/red.jpg"))
    made = listed(drafted(one))
    assert made.skus[0].image_url == ""
    assert [note.code for note in made.notes] == ["image_address"]


@given(st.text(), st.sampled_from(["", "http://", "https://", "https://store.test/", "http://["]))
def test_a_picture_of_any_address_is_shown_or_there_is_a_reason(text: str, start: str) -> None:
    shown, wrong = gallery([start + text], {})
    assert bool(shown) != bool(wrong) or not (start + text).strip()
    assert all(map(public, shown))

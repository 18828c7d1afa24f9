"""The fake store's pictures of products: by URL or as files, in order, one of them the thumbnail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sandbox.bigcommerce_scene import Caller, opened
from tiktok_bc_sync.sandbox.images import picture

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
LAMP = "/v3/catalog/products/301"
IMAGES = f"{LAMP}/images"
SIDE = "https://pictures.test/side.png"


@pytest.fixture
def caller() -> Caller:
    """A caller of a store with a lamp that has a picture."""
    return Caller(opened(wall=lambda: NOON))


def thumbnails(caller: Caller) -> list[bool]:
    """Tell which of the lamp's pictures is its thumbnail."""
    return [one["is_thumbnail"] for one in caller.get(IMAGES)["data"]]


def test_a_picture_is_added_by_its_url_after_the_others(caller: Caller) -> None:
    caller.sandbox.clock.passes(hours=1)
    made = caller.post(IMAGES, image_url=SIDE, description="The side")["data"]

    assert (made["product_id"], made["sort_order"], made["is_thumbnail"]) == (301, 1, False)
    assert made["url_standard"] == SIDE
    assert caller.get(f"{IMAGES}/{made['id']}")["data"] == made
    assert caller.get(LAMP)["data"]["date_modified"] == "2025-03-01T13:00:00+00:00"


def test_an_uploaded_picture_can_be_fetched(caller: Caller) -> None:
    form = {"is_thumbnail": "true", "sort_order": "-1", "description": "The top"}
    file = {"image_file": ("top.png", picture("top"), "image/png")}
    made = caller.http.post(IMAGES, data=form, files=file).json()["data"]

    assert (made["sort_order"], made["description"]) == (-1, "The top")
    assert caller.get(LAMP, include="primary_image")["data"]["primary_image"]["id"] == made["id"]
    fetched = caller.http.get(made["url_zoom"])
    assert fetched.content == picture("top")
    assert fetched.headers["content-type"] == "image/png"


def test_there_is_always_one_thumbnail(caller: Caller) -> None:
    side = caller.post(IMAGES, image_url=SIDE, is_thumbnail=True)["data"]["id"]
    assert thumbnails(caller) == [False, True]

    caller.put(f"{IMAGES}/{side}", is_thumbnail=False)
    assert thumbnails(caller) == [True, False]

    caller.put(f"{IMAGES}/{side}", is_thumbnail=True)
    assert thumbnails(caller) == [False, True]

    caller.http.delete(f"{IMAGES}/{side}")
    assert thumbnails(caller) == [True]


def test_pictures_come_in_their_order(caller: Caller) -> None:
    first = caller.get(IMAGES)["data"][0]["id"]
    side = caller.post(IMAGES, image_url=SIDE)["data"]["id"]
    caller.put(f"{IMAGES}/{side}", sort_order=-5)

    assert [one["id"] for one in caller.get(IMAGES)["data"]] == [side, first]


def test_a_new_url_replaces_the_picture(caller: Caller) -> None:
    image = caller.get(IMAGES)["data"][0]
    changed = caller.put(f"{IMAGES}/{image['id']}", image_url=SIDE)["data"]

    assert (changed["id"], changed["url_zoom"]) == (image["id"], SIDE)
    assert changed["is_thumbnail"] is True


def test_a_deleted_picture_is_gone(caller: Caller) -> None:
    number = caller.get(IMAGES)["data"][0]["id"]

    for _ in range(2):
        assert caller.http.delete(f"{IMAGES}/{number}").status_code == 204
    assert caller.http.get(f"{IMAGES}/{number}").status_code == 404
    assert caller.get(LAMP, include="primary_image")["data"]["primary_image"] is None


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {}},
        {"json": {"image_url": "side.png"}},
        {"json": {"image_url": "https://pictures.test/" + "x" * 250}},
        {"json": {"image_url": SIDE, "is_thumbnail": "yes"}},
        {"json": {"image_url": SIDE, "sort_order": 2**31}},
        {"files": {"image_file": ("a.txt", b"text", "text/plain")}},
        {"files": {"image_file": ("a.png", picture("a"))}, "data": {"sort_order": "first"}},
        {"files": {"image_url": (None, SIDE)}},
        {"files": {"image_file": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(8 * 1024 * 1024))}},
    ],
    ids=[
        "nothing",
        "no address",
        "a long address",
        "no flag",
        "no place",
        "no picture",
        "no number",
        "an address in a form",
        "too large",
    ],
)
def test_a_picture_that_breaks_a_rule_is_refused(caller: Caller, sent: dict[str, Any]) -> None:
    assert caller.http.post(IMAGES, **sent).status_code == 422
    assert len(caller.get(IMAGES)["data"]) == 1


def test_a_form_that_can_not_be_taken_apart_is_refused(caller: Caller) -> None:
    headers = {"content-type": "multipart/form-data"}

    assert caller.http.post(IMAGES, content=b"x", headers=headers).status_code == 400

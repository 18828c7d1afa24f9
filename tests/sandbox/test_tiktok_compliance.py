"""Manufacturers, responsible persons, certificates and files: what a product must prove."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.tiktok_scene import CANDLES, SOFT_TOYS, Json
from tests.sandbox.tiktok_scene import PICTURE as SOME_PICTURE
from tests.sandbox.tiktok_selling import COMPLIANCE, FINE, SellingScene, opened

ELECTRIC_TOYS, TOY_SAFETY, SAFETY_SHEET = "604002", "7182427311584347001", "7182427311584347002"
AGE = {"id": "100630", "values": [{"id": "10063001"}]}
MAKER: Json = {
    "name": "Example Works",
    "email": "works@example.test",
    "phone_number": {"country_code": "+353", "local_number": "5550100"},
    "address": "1 Sample Street, Dublin",
}
PERSON: Json = {
    "name": "Ada Sample",
    "email": "ada@example.test",
    "phone_number": {"country_code": "+49", "local_number": "5550100"},
    "address": {
        "street_address_line1": "1 Musterweg",
        "city": "Berlin",
        "postal_code": "10100",
        "country": "DE",
    },
}
PLURALS = {"manufacturer": "manufacturers", "responsible_person": "responsible_persons"}
BODIES = {"manufacturer": MAKER, "responsible_person": PERSON}


def create(scene: SellingScene, noun: str, **changes: Any) -> str:
    body = {**BODIES[noun], **changes}
    return str(scene.ask("POST", f"{COMPLIANCE}/{PLURALS[noun]}", body).data[f"{noun}_id"])


def search(scene: SellingScene, noun: str, **body: Any) -> list[Json]:
    path = f"/product/202501/compliance/{PLURALS[noun]}/search"
    found: list[Json] = scene.ask("POST", path, body, page_size="10").data[PLURALS[noun]]
    return found


def edit(scene: SellingScene, noun: str, entry_id: str, **body: Any) -> int:
    path = f"{COMPLIANCE}/{PLURALS[noun]}/{entry_id}/partial_edit"
    return scene.ask("POST", path, body).code


# --- the registers ----------------------------------------------------------------------


@pytest.mark.parametrize("noun", PLURALS)
def test_who_was_told_is_found_by_id_and_by_word_in_the_languages_asked_for(noun: str) -> None:
    scene = opened("DE")
    entry_id = create(scene, noun)
    other = create(scene, noun, name="Another one", email="other@example.test")
    (found,) = search(scene, noun, **{f"{noun}_ids": [entry_id], "keyword": "another"})
    (profile,) = found["regional_profiles"]
    assert (found["id"], profile["locale"]) == (entry_id, "de-DE")
    assert profile["email"] == BODIES[noun]["email"]
    assert [one["id"] for one in search(scene, noun, keyword="ANOTHER")] == [other]
    assert len(search(scene, noun, keyword="5550100")) == 2
    (told,) = search(scene, noun, **{f"{noun}_ids": [entry_id], "locales": ["fr-FR", "it-IT"]})
    assert [one["locale"] for one in told["regional_profiles"]] == ["fr-FR", "it-IT"]


@pytest.mark.parametrize("noun", PLURALS)
def test_an_edit_changes_one_language_and_one_property_whole(noun: str) -> None:
    scene = opened("DE")
    entry_id = create(scene, noun)
    phone = {"country_code": "+33", "local_number": "5550199"}
    assert edit(scene, noun, entry_id, name="Nom", phone_number=phone, locale="fr-FR") == FINE
    (found,) = search(scene, noun, locales=["fr-FR", "de-DE"])
    german, french = found["regional_profiles"]
    assert (german["name"], french["name"]) == (BODIES[noun]["name"], "Nom")
    assert (german["phone_number"], french["phone_number"]) == (BODIES[noun]["phone_number"], phone)
    assert french["address"] == german["address"]


def test_a_persons_address_is_kept_in_its_first_line() -> None:
    scene = opened("DE")
    create(scene, "responsible_person")
    address = search(scene, "responsible_person")[0]["regional_profiles"][0]["address"]
    assert (address["street_address_line1"], address["city"]) == ("1 Musterweg, Berlin", "")


def test_a_manufacturer_may_have_no_phone() -> None:
    scene = opened("DE")
    create(scene, "manufacturer", phone_number={"availability": "UNAVAILABLE"})


REFUSED: list[tuple[str, str, Json, int]] = [
    ("a long name", "manufacturer", {"name": "x" * 256}, 12052101),
    ("a long trade name", "manufacturer", {"registered_trade_name": "x" * 201}, 12052101),
    ("a long address", "manufacturer", {"address": "x" * 501}, 12052101),
    ("a Chinese name", "manufacturer", {"name": "\u5de5\u5382"}, 12052101),
    ("no e-mail address", "manufacturer", {"email": "works"}, 12052101),
    ("a short number", "manufacturer", {"phone_number": {"country_code": "+44"}}, 12052101),
    (
        "an unavailable number",
        "manufacturer",
        {"phone_number": {"availability": "UNAVAILABLE", "local_number": "5550100"}},
        12052101,
    ),
    ("an unknown language", "manufacturer", {"locale": "en-GB"}, 36009004),
    ("a long name", "responsible_person", {"name": "x" * 201}, 12052101),
    (
        "a number outside the EU",
        "responsible_person",
        {"phone_number": {"country_code": "+44", "local_number": "5550100"}},
        12052101,
    ),
    (
        "a number of 12 digits",
        "responsible_person",
        {"phone_number": {"country_code": "+49", "local_number": "555010012345"}},
        12052101,
    ),
    (
        "an address outside the EU",
        "responsible_person",
        {"address": {**PERSON["address"], "country": "GB"}},
        12052101,
    ),
    ("no address", "responsible_person", {"address": None}, 36009004),
]


@pytest.mark.parametrize(
    ("noun", "changes", "code"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED]
)
def test_who_can_not_be_told_so_is_refused(noun: str, changes: Json, code: int) -> None:
    scene = opened("DE")
    path = f"{COMPLIANCE}/{PLURALS[noun]}"
    assert scene.ask("POST", path, {**BODIES[noun], **changes}).code == code
    if all(changes.values()):
        entry_id = create(scene, noun)
        assert edit(scene, noun, entry_id, **changes) == code
        assert search(scene, noun)[0]["regional_profiles"][0]["name"] == BODIES[noun]["name"]


@pytest.mark.parametrize("noun", PLURALS)
def test_the_registers_are_for_the_eu_and_know_whom_they_know(noun: str) -> None:
    assert edit(opened("DE"), noun, "1", name="x") == 12052103
    british = opened("GB")
    path = f"{COMPLIANCE}/{PLURALS[noun]}"
    assert british.ask("POST", path, BODIES[noun]).code == 12052100
    german = opened("DE")
    path = f"/product/202501/compliance/{PLURALS[noun]}/search"
    for body in ({f"{noun}_ids": ["1", "2"]}, {"keyword": "x" * 201}, {"locales": ["en-GB"]}):
        assert german.ask("POST", path, body, page_size="1").code == 36009004


# --- what products refer to -------------------------------------------------------------


def toy(scene: SellingScene, **changes: Any) -> Json:
    return scene.product(
        scene.sku("TOY-0001"), category_id=SOFT_TOYS, product_attributes=[AGE], **changes
    )


def test_a_toy_in_the_eu_names_who_made_it_and_who_answers_for_it() -> None:
    scene = opened("DE")
    ids: Json = {f"{noun}_ids": [create(scene, noun)] for noun in PLURALS}
    assert scene.ask("POST", "/product/202309/products", toy(scene)).code == 12052051
    one = {"manufacturer_ids": ids["manufacturer_ids"]}
    assert scene.ask("POST", "/product/202309/products", toy(scene, **one)).code == 12052051
    product_id = scene.ask("POST", "/product/202309/products", toy(scene, **ids)).data["product_id"]
    shown = scene.read(product_id)
    assert {name: shown[name] for name in ids} == ids


@pytest.mark.parametrize("name", ["manufacturer_ids", "responsible_person_ids"])
def test_a_product_can_not_refer_to_somebody_unknown_not_even_in_an_edit(name: str) -> None:
    scene = opened("DE")
    product_id = scene.lists(scene.sku("LAMP-0001"))
    assert scene.partly(product_id, **{name: ["1"]}).code == 12052055
    noun = name.removesuffix("_ids")
    assert scene.partly(product_id, **{name: [create(scene, noun)]}).code == FINE


def certificate(scene: SellingScene, **changes: Any) -> Json:
    file = {"id": scene.upload_file().data["id"], "name": "proof.pdf", "format": "PDF"}
    ends = scene.now + 86_400
    return {"id": TOY_SAFETY, "files": [file], "expiration_date": ends, **changes}


def electric_toy(scene: SellingScene, *certifications: Json) -> int:
    return scene.create(
        category_id=ELECTRIC_TOYS, product_attributes=[AGE], certifications=list(certifications)
    ).code


def test_a_required_certificate_is_shown_with_its_documents() -> None:
    scene = opened()
    image = scene.upload(use_case="CERTIFICATION_IMAGE").data["uri"]
    given = certificate(scene, images=[{"uri": image}])
    made = scene.create(
        category_id=ELECTRIC_TOYS, product_attributes=[AGE], certifications=[given]
    ).data
    (shown,) = scene.read(made["product_id"])["certifications"]
    assert (shown["id"], shown["title"]) == (TOY_SAFETY, "Toy safety certificate")
    assert shown["files"][0]["id"] == given["files"][0]["id"]
    assert shown["images"][0]["uri"] == image
    assert shown["expiration_date"] == given["expiration_date"]


def test_a_certificate_must_be_of_the_category_and_have_what_it_needs() -> None:
    scene = opened()
    video = {"id": scene.upload_file("film.mp4").data["id"], "name": "film.mp4", "format": "MP4"}
    picture = {"uri": scene.upload(SOME_PICTURE).data["uri"]}
    assert electric_toy(scene, certificate(scene)) == FINE
    assert electric_toy(scene) == 12052050
    assert electric_toy(scene, *[certificate(scene)] * 11) == 12052058
    flawed: list[tuple[Json, int]] = [
        ({"id": SAFETY_SHEET}, 12052058),
        ({"files": []}, 12052059),
        ({"files": [{"id": "1", "name": "a.pdf", "format": "PDF"}]}, 12052059),
        ({"files": [video]}, 12052059),
        ({"files": [], "images": [picture]}, 12052059),
        ({"expiration_date": None}, 12052059),
        ({"expiration_date": scene.now}, 12052059),
    ]
    for changes, code in flawed:
        assert electric_toy(scene, certificate(scene, **changes)) == code, changes


def test_a_flammable_candle_needs_its_safety_sheet() -> None:
    scene = opened()
    flammable = [{"id": "101700", "values": [{"id": "10170002"}]}]
    body = {"category_id": CANDLES, "product_attributes": flammable}
    sheet = {**certificate(scene), "id": SAFETY_SHEET}
    assert scene.create(**body).code == 12052050
    assert scene.create(**body, certifications=[sheet]).code == FINE


# --- files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("proof.pdf", b"%PDF", FINE),
        ("film.MP4", b"film", FINE),
        ("proof.pdf", b"", 36009004),
        ("", b"%PDF", 36009004),
        ("proof.docx", b"x", 12052095),
        ("proof.v2.pdf", b"x", 12052095),
        ("_proof.pdf", b"x", 12052095),
        ("the proof.pdf", b"x", 12052095),
        ("proof.pdf", b"x" * (20 * 1024 * 1024 + 1), 12052096),
    ],
    ids=["PDF", "film", "empty", "nameless", "format", "periods", "symbol", "space", "too large"],
)
def test_which_files_are_taken(name: str, content: bytes, code: int) -> None:
    assert opened().upload_file(name, content).code == code


def test_a_product_shows_an_uploaded_video_and_takes_no_other() -> None:
    scene = opened()
    film, paper = scene.upload_file("film.mp4").data, scene.upload_file().data
    assert scene.create(video={"id": paper["id"]}).code == 12052009
    assert scene.create(video={"id": "1"}).code == 12052009
    shown = scene.read(scene.lists(video={"id": film["id"]}))["video"]
    assert (shown["id"], shown["format"], shown["url"]) == (film["id"], "MP4", film["url"])

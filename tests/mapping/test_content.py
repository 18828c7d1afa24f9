"""Titles and descriptions: cleaned, measured, and cut where that is safe."""

from __future__ import annotations

import re
import time
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.makers import product
from tests.mapping.strategies import odd_texts
from tiktok_bc_sync.mapping.content import (
    MOST_DESCRIPTION,
    cut_at_word,
    description,
    plain,
    title,
    unescaped,
    with_uploaded,
)
from tiktok_bc_sync.mapping.regions import region_facts
from tiktok_bc_sync.models import Picture

COOK = "👩\u200d🍳"
PERSIAN = "می\u200cخوشم"
KSSA = "क\u094d\u200dष"


@pytest.mark.parametrize(
    ("given_title", "shown"),
    [
        ("Desk lamp", "Desk lamp"),
        ("  Desk\t\n lamp\x00 ", "Desk lamp"),
        ("EverCool&trade; Tee", "EverCool™ Tee"),
        ("Salt &amp; pepper &#38; more", "Salt & pepper & more"),
        ("AT&T, R&D; &copy", "AT&T, R&D; &copy"),
        ("&amp;trade;", "&trade;"),
        ("La\u00admpe", "Lampe"),
        ("\ufeffLamp\u200b shade", "Lamp shade"),
        ("\u202eLamp\u202c \u200fשמש", "Lamp שמש"),
        (f"Chef {COOK} apron", f"Chef {COOK} apron"),
        (KSSA, KSSA),
        (PERSIAN, PERSIAN),
        ("Lamp\u200d \u200cshade\u200d", "Lamp shade"),
        ("Lamp\ud800", "Lamp"),
        ("❤\ufe0f lamp", "❤\ufe0f lamp"),
    ],
)
def test_a_title_keeps_what_people_see(given_title: str, shown: str) -> None:
    assert title(product(title=given_title), region_facts("GB")) == (shown, ())


@pytest.mark.parametrize(
    ("region", "length", "code"),
    [
        ("GB", 1, None),
        ("GB", 255, None),
        ("GB", 256, "long_title"),
        ("UK", 1, None),
        ("BR", 300, None),
        ("BR", 301, "long_title"),
        ("MX", 300, None),
        ("ID", 24, "short_title"),
        ("ID", 25, None),
        ("SG", 256, "long_title"),
        ("PL", 24, "short_title"),
        ("nowhere", 24, "short_title"),
        ("GB", 0, "missing_title"),
    ],
)
def test_a_titles_length_is_the_regions(region: str, length: int, code: str | None) -> None:
    _, wrong = title(product(title="x" * length), region_facts(region))
    assert [reason.code for reason in wrong] == ([code] if code else [])


def test_a_long_title_is_offered_cut_at_a_word() -> None:
    _, (wrong,) = title(product(title="lamp " * 60), region_facts("GB"))
    offer = wrong.mend.removeprefix("Cut it to: ")
    assert offer == " ".join(["lamp"] * 51)
    assert title(product(title=offer), region_facts("GB")) == (offer, ())


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("a long lamp", 20, "a long lamp"),
        ("a long lamp", 11, "a long lamp"),
        ("a long lamp", 10, "a long"),
        ("a long lamp", 6, "a long"),
        ("lamplamp", 5, "lampl"),
        ("a lamplamplamp", 9, "a lamplam"),  # at the word, nothing would be left of it
    ],
)
def test_a_cut_ends_at_a_word_unless_that_loses_half(text: str, most: int, cut: str) -> None:
    assert cut_at_word(text, most) == cut


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>Warm</p>", "<p>Warm</p>"),
        ('<p style="color:red" onclick="x()">Warm</p>', "<p>Warm</p>"),
        ("<script>x()</script><style>p{}</style><p>Warm</p>", "<p>Warm</p>"),
        ("<table><tr><td>Warm</td></tr></table>", "Warm"),
        ('<a href="https://elsewhere.test">Warm</a>', "Warm"),
        ('Warm<img alt="x" src="/1.jpg">', "Warm"),
        ("Wa\u202erm&#8238; li\u00adght&#x200b;", "Warm light"),
        ("<ul><li>Warm", "<ul><li>Warm</li></ul>"),
        ("Warm & bright < dark", "Warm &amp; bright &lt; dark"),
        ("<!-- note -->Warm", "Warm"),
        ("Wa\x00rm\ud800\nlight", "Warm\nlight"),
    ],
)
def test_a_description_keeps_plain_formatting_only(html: str, shown: str) -> None:
    assert description(product(description=html)).html == shown


@pytest.mark.parametrize(
    "blank",
    [
        "",
        "  \n",
        "<p></p>",
        "<p>&nbsp;</p><br>",
        "<p>\u200b</p>",
        '<img src="/1.jpg"><img src="http://10.0.0.1/2.jpg">',
        "<script>x()</script>",
    ],
)
def test_a_description_without_text_is_the_title(blank: str) -> None:
    one = product(title="Salt &amp; <pepper>", description=blank)
    assert description(one).html == "Salt &amp; &lt;pepper&gt;"


@pytest.mark.parametrize(
    "html",
    [
        "<p>word &amp; more</p>" * 3000,
        "word " * 4000,
        "x" * 30_000,
        "<ul><li>" * 200 + "word " * 2000,
        *("x" * n + "&lt;" * 4000 for n in range(5)),
        *("<p>x</p>" + "x" * n + "<strong>x</strong>" * 900 for n in range(0, 20, 3)),
        "Warm" + "<img src='data:image/png;base64," + "A" * 400_000 + "'>",
    ],
)
def test_a_long_description_is_cut_without_breaking_its_html(html: str) -> None:
    shown = description(product(description=html)).html
    assert len(shown) <= 10_000
    assert shown.count("<p>") == shown.count("</p>")
    assert shown.count("<li>") == shown.count("</li>")
    text, whole = (re.sub(r"<[^>]*>", "", one) for one in (shown, html))
    assert unescape(whole).startswith(unescape(text).rstrip())
    assert text


def test_a_description_whose_tags_leave_no_room_for_its_text_is_the_title() -> None:
    assert description(product(description="<b>" * 3000 + "word " * 1900)).html == "Desk lamp"


def test_a_cut_keeps_most_of_the_text() -> None:
    shown = description(product(description="<p>word &amp; more</p>" * 3000)).html
    assert len(shown) > 9_900
    assert shown.endswith("</p>")


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>" * 1_250_000,
        "<img " * 2_000_000,
        "<img src=data:" * 700_000,
        "<img src=" + " " * 10_000_000,
        "<img src='https://store.test/1.jpg'>" * 300_000,
        "&" * 10_000_000,
        "&#8238;" * 1_500_000,
    ],
    ids=lambda html: html[:12],
)
def test_hostile_descriptions_take_little_time(html: str) -> None:
    began = time.process_time()
    description(product(description=html))
    assert time.process_time() - began < 4


@given(st.one_of(odd_texts, st.text()))
def test_plain_text_is_visible_and_stays_as_it_is(text: str) -> None:
    shown = plain(text)
    assert plain(shown) == shown
    assert shown == " ".join(shown.split())
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cs", "Co"}
    assert "".join(text.split()).isascii() is False or shown.isascii()


@given(st.one_of(odd_texts, st.text()))
def test_any_description_becomes_html_of_the_vendors_length(text: str) -> None:
    shown = description(product(description=text)).html
    assert 0 < len(shown) <= 10_000
    assert "\x00" not in shown


@given(st.text())
def test_text_without_entities_is_not_read_as_html(text: str) -> None:
    assert unescaped(text.replace(";", "")) == text.replace(";", "")


# --- pictures in descriptions --------------------------------------------------------

ONE, TWO = "https://store.test/1.jpg", "https://store.test/2.jpg?a=1&b=2"


def pictured(*addresses: str) -> str:
    return "<p>Warm</p>" + "".join(f'<img alt="x" src="{one}">' for one in addresses)


def moved(name: str, width: int = 800, height: int = 600) -> Picture:
    return Picture(f"uri-{name}", f"https://tiktok.test/{name}.jpg?x=1&y", width, height)


def test_pictures_of_a_description_are_listed_to_be_moved_and_then_shown_from_there() -> None:
    made = description(product(description=pictured(ONE, TWO.replace("&", "&amp;"), ONE)))
    assert made.pictures == (ONE, TWO)
    assert made.notes == ()
    shown = with_uploaded(made.html, {ONE: moved("a"), TWO: moved("b")})
    tags = [
        f'<img src="https://tiktok.test/{name}.jpg?x=1&amp;y" width="800" height="600">'
        for name in "aba"
    ]
    assert shown == "<p>Warm</p>" + "".join(tags)


@pytest.mark.parametrize(
    "found",
    [None, Picture("uri"), moved("a", 0, 10), moved("a", 4001, 10), moved("a", 10, 4001)],
)
def test_a_picture_that_was_not_moved_or_is_too_large_is_left_out(found: Picture | None) -> None:
    made = description(product(description=pictured(ONE)))
    assert with_uploaded(made.html, {ONE: found} if found else {}) == "<p>Warm</p>"


def test_thirty_pictures_are_kept_and_the_lost_ones_are_told() -> None:
    many = [f"https://store.test/{n}.jpg" for n in range(31)]
    made = description(product(description=pictured(*many, "/x.jpg", "http://localhost/1.jpg")))
    assert made.pictures == tuple(many[:30])
    assert [str(note) for note in made.notes] == [
        "3 pictures of the description are left out. "
        "Give at most 30, each at a public address that begins with https://."
    ]


def test_a_description_of_pictures_alone_has_the_title_before_them() -> None:
    made = description(product(title="Lamp", description=f'<div><img src="{ONE}"></div>'))
    assert made.html == f'Lamp<img src="{ONE}">'
    assert [note.code for note in made.notes] == ["missing_description"]


def test_pictures_whose_new_addresses_are_long_never_make_the_description_too_long() -> None:
    made = description(product(description="word " * 1900 + pictured(ONE, TWO)))
    long = Picture("u", "https://tiktok.test/" + "x" * 300, 100, 100)
    shown = with_uploaded(made.html, {ONE: long, TWO: long})
    assert len(shown) <= MOST_DESCRIPTION
    assert shown.count("<img") == 1


def test_what_is_cut_is_told() -> None:
    assert [one.code for one in description(product(description="x " * 9000)).notes] == [
        "long_description"
    ]


def test_pictures_at_trusted_hosts_may_be_private() -> None:
    local = "http://127.0.0.1:8000/1.jpg"
    one = product(description=pictured(local))
    assert description(one).pictures == ()
    assert description(one, ("127.0.0.1:8000",)).pictures == (local,)


@given(st.lists(st.sampled_from([ONE, TWO, "/x.jpg"]), max_size=40), odd_texts)
def test_only_moved_pictures_are_ever_shown(addresses: list[str], text: str) -> None:
    made = description(product(description=pictured(*addresses) + text))
    shown = with_uploaded(made.html, {ONE: moved("a")})
    assert len(shown) <= MOST_DESCRIPTION
    assert "store.test" not in shown.replace(text, "")
    assert len(re.findall("<img", shown)) <= 30

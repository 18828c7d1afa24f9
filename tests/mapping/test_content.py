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
from tiktok_bc_sync.mapping.content import cut_at_word, description, plain, title, unescaped
from tiktok_bc_sync.mapping.regions import region_facts

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
        ('Warm<img src="https://store.test/1.jpg">', "Warm"),
        ("<ul><li>Warm", "<ul><li>Warm</li></ul>"),
        ("Warm & bright < dark", "Warm &amp; bright &lt; dark"),
        ("<!-- note -->Warm", "Warm"),
        ("Wa\x00rm\ud800\nlight", "Warm\nlight"),
    ],
)
def test_a_description_keeps_plain_formatting_only(html: str, shown: str) -> None:
    assert description(product(description=html)) == shown


@pytest.mark.parametrize(
    "blank",
    [
        "",
        "  \n",
        "<p></p>",
        "<p>&nbsp;</p><br>",
        "<p>\u200b</p>",
        '<img src="https://store.test/1.jpg"><img src="https://store.test/2.jpg">',
        "<script>x()</script>",
    ],
)
def test_a_description_without_text_is_the_title(blank: str) -> None:
    one = product(title="Salt &amp; <pepper>", description=blank)
    assert description(one) == "Salt &amp; &lt;pepper&gt;"


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
    shown = description(product(description=html))
    assert len(shown) <= 10_000
    assert shown.count("<p>") == shown.count("</p>")
    assert shown.count("<li>") == shown.count("</li>")
    text, whole = (re.sub(r"<[^>]*>", "", one) for one in (shown, html))
    assert unescape(whole).startswith(unescape(text).rstrip())
    assert text


def test_a_description_whose_tags_leave_no_room_for_its_text_is_the_title() -> None:
    assert description(product(description="<b>" * 3000 + "word " * 1900)) == "Desk lamp"


def test_a_cut_keeps_most_of_the_text() -> None:
    shown = description(product(description="<p>word &amp; more</p>" * 3000))
    assert len(shown) > 9_900
    assert shown.endswith("</p>")


@pytest.mark.parametrize("html", ["<ul><li>" * 60_000, "<img " * 200_000, "&" * 500_000])
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
    shown = description(product(description=text))
    assert 0 < len(shown) <= 10_000
    assert "\x00" not in shown


@given(st.text())
def test_text_without_entities_is_not_read_as_html(text: str) -> None:
    assert unescaped(text.replace(";", "")) == text.replace(";", "")

"""The template editor: rule builder, Run Query, category, mapping, effects, and two who edit at once."""

from __future__ import annotations

import re

import pytest
from attrs import evolve

from tests.flows.conftest import MUG
from tests.web.scene import STORAGE, busy
from tests.web.visiting import Guest, forms, words
from tiktok_bc_sync import AsyncConnector, AttributeSource, PriceRule
from tiktok_bc_sync.rules import to_text
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio

RULE = {"rows": "3", "field-0": "Title", "operator-0": "Contains", "value-0": "lamp"}


async def test_a_query_is_run_before_anything_is_saved(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    page = await guest.reads("/templates/new")
    found = await guest.sends(page, "preview", **RULE)
    assert "1 product(s) will be affected." in words(found)
    assert "Alba table lamp because title contains lamp; now in Everything" in words(found)
    none = await guest.sends(found, "preview", **{"value-0": "ship in a bottle"})
    assert "No products will be affected." in words(none)
    assert len(await connector.templates.list()) == 2


async def test_a_template_is_made_with_rule_mapping_and_price(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    page = await guest.sends(await guest.reads("/templates/new"), "search", category_search="stor")
    assert "Home > Storage" in words(page)
    page = await guest.sends(page, "category", category_id=STORAGE)
    mapped = {
        "package weight.kind": "constant",
        "package weight.name": "2",
        "package weight.unit": "lb",
    }
    typed = {
        "name": "Lamps",
        "price_kind": "percent",
        "price_amount": "-5",
        "simple_products": "single_sku",
    }
    told = await guest.sends(page, "effects", **RULE, **mapped, **typed, override="yes")
    assert "1 product(s) from Everything to Lamps" in words(told)
    saved = await guest.does(told, "save", override="yes")
    assert "Saved Lamps. 1 product(s) from Everything to Lamps" in words(saved)
    made = await connector.templates.get("Lamps")
    assert made.query is not None
    assert to_text(made.query) == "any of (title contains lamp)"
    assert made.price_rule == PriceRule.percent("-5")
    assert dict(made.attributes)["package weight"] == AttributeSource(
        AttributeSource.constant("2").kind, "2", unit="lb"
    )


async def test_what_is_wrong_is_told_beside_its_field_and_the_input_is_kept(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    page = await guest.reads("/templates/new")
    wrong = await guest.sends(
        page, "save", **{**RULE, "value-0": "", "price_kind": "fixed", "price_amount": "x"}
    )
    assert wrong.status_code == 422
    for told in ("Name : This is needed.", "A rule needs at least one condition", "Write a number"):
        assert told in words(wrong)
    taken = await guest.sends(
        wrong, "save", **RULE, name="mugs", category_id=STORAGE, price_kind="", price_amount=""
    )
    assert 'id="name-error"' in taken.text
    assert 'value="mugs"' in taken.text
    worded = await guest.sends(page, "preview", words="title holds lamp")
    assert 'id="words-error"' in worded.text


async def test_groups_within_groups_are_edited_in_words(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    rule = "brand is Sagaform or (title contains mug and SKU is not X-1)"
    await guest.does(await guest.reads(f"/templates/{scene.template}"), "save", words=rule)
    page = await guest.reads(f"/templates/{scene.template}")
    assert rule in words(page)
    await guest.does(page, "save", name="Mugs and more")
    saved = await connector.templates.get(scene.template)
    assert saved.query is not None
    assert (saved.name, to_text(saved.query)) == ("Mugs and more", rule)


async def test_the_second_who_edits_is_told_what_changed_and_keeps_what_was_typed(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    mine = await guest.reads(f"/templates/{scene.template}")
    theirs = await connector.templates.get(scene.template)
    await connector.templates.update(evolve(theirs, price_rule=PriceRule.fixed(3)))
    told = await guest.sends(mine, "save", name="Cups")
    assert told.status_code == 409
    assert "Somebody else changed this after you opened it: Price rule." in words(told)
    assert "Price rule now +3" in words(told)
    assert (await connector.templates.get(scene.template)).name == "Mugs"
    await guest.does(told, "save", price_kind="fixed", price_amount="3")
    saved = await connector.templates.get(scene.template)
    assert (saved.name, saved.price_rule) == ("Cups", PriceRule.fixed(3))


async def test_templates_are_copied_ordered_and_deleted_but_the_default_one_stays(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    await guest.does(await guest.reads("/templates"), "copy", id=scene.template)
    names = [one.name for one in await connector.templates.list()]
    assert names == ["Mugs", "Copy of Mugs", "Everything"]
    page = await guest.reads("/templates")
    await guest.does(page, "move", id=scene.template, position="2")
    names = [one.name for one in await connector.templates.list()]
    assert names == ["Copy of Mugs", "Mugs", "Everything"]
    told = await guest.sends(page, "move", id=scene.template, position="first")
    assert told.status_code == 422
    everything = (await connector.templates.get("Everything")).id
    assert "can't be deleted" in words(await guest.sends(page, "delete", id=everything))
    assert "Deleted." in words(await guest.does(page, "delete", id=scene.template))


async def test_a_long_preview_is_read_page_by_page_and_begins_anew_with_another_query(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    for number in range(25):
        sandbox.merchant.adds(
            {**MUG, "id": 400 + number, "name": f"Bowl {number}", "sku": f"B-{number}"}
        )
    await connector.products.pull()
    first = await guest.sends(
        await guest.reads("/templates/new"), "preview", **{**RULE, "value-0": "bowl"}
    )
    assert "25 product(s) will be affected." in words(first)
    (more,) = re.findall(r'formaction="([^"]*offset=20)"', first.text)
    form = next(one for one in forms(first) if "preview" in one.deeds)
    sent = {**dict(form.fields), "do": "preview"}
    second = await guest.client.post(more, data=sent)
    assert '<ol start="21">' in second.text
    assert second.text.count("because title contains") == 5
    assert '<ol start="1">' in (await guest.sends(second, "preview")).text

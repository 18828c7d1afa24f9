"""Whatever is sent about brands, charts, people or promotions is answered in the envelope."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.test_tiktok_compliance import MAKER, PERSON
from tests.sandbox.test_tiktok_compliance_size_charts import CHARTS, body
from tests.sandbox.test_tiktok_malformed import JUNK, places
from tests.sandbox.tiktok_promoted import buy_get, create, deal, gift, more, shipping, terms
from tests.sandbox.tiktok_scene import LAMPS, Json
from tests.sandbox.tiktok_selling import ACTIVITIES, COMPLIANCE, SellingScene, opened


def requests(scene: SellingScene) -> list[tuple[str, str, Json]]:
    """Return a request to each call with a body, such that it would do something."""
    product_id = scene.lists(scene.sku("LAMP-0001"), external_product_id="E")
    sku_id = scene.skus(product_id)[0]["id"]
    activity_id = create(scene, title="By SKU", product_level="VARIATION")
    promoted = deal(product_id, None, skus=[deal(sku_id)])
    created = [
        terms(scene, **one)
        for one in (more(), buy_get(), shipping(), gift(product_id, sku_id, total_claim_limit="9"))
    ]
    found = {"keyword": "x", "locales": ["de-DE"]}
    image, texts = {"uri": "u"}, {"product_title": "x", "description": "y", "category_id": LAMPS}
    audited = {"seller_id": "1", "product_title": "x", "category_ids": ["1"], "brand_ids": ["1"]}
    return [
        *(("POST", ACTIVITIES, one) for one in created),
        ("PUT", f"{ACTIVITIES}/{activity_id}", created[0]),
        (
            "PUT",
            f"{ACTIVITIES}/{activity_id}/products",
            {"activity_id": activity_id, "products": [promoted], "benefit_product_ids": ["1"]},
        ),
        ("DELETE", f"{ACTIVITIES}/{activity_id}/products", {"sku_ids": [sku_id]}),
        ("POST", f"{ACTIVITIES}/search", {"page_size": 1, "activity_title": "x", "page_token": ""}),
        ("POST", f"{COMPLIANCE}/manufacturers", MAKER),
        ("POST", f"{COMPLIANCE}/responsible_persons", PERSON),
        ("POST", "/product/202501/compliance/manufacturers/search", found),
        ("POST", CHARTS, body()),
        ("POST", "/product/202407/sizecharts/search", {"ids": ["1"], "keyword": "x"}),
        ("POST", "/product/202609/brands/suggest", texts),
        ("POST", "/product/202609/products/properties/recommend", {**texts, "images": [image]}),
        (
            "POST",
            "/product/202411/products/diagnose_optimize",
            {
                "category_id": LAMPS,
                "product_attributes": [{"id": "100701", "values": [{"id": "1", "name": "x"}]}],
                "size_chart": {"image": image, "template": {"id": "1"}},
                "optimization_fields": ["ALL"],
            },
        ),
        ("POST", "/product/202404/images/optimize", {"images": [image]}),
        ("POST", "/product/202601/compliance/auditing/research", audited),
    ]


@settings(max_examples=100)
@given(st.data())
def test_junk_in_any_place_is_answered_and_leaves_what_can_be_shown(data: st.DataObject) -> None:
    scene = opened("DE")
    method, path, whole = data.draw(st.sampled_from(requests(scene)))
    broken = copy.deepcopy(whole)
    *way, last = data.draw(st.sampled_from(places(broken)))
    node: Any = broken
    for key in way:
        node = node[key]
    node[last] = data.draw(JUNK)
    answer = scene.ask(method, path, broken, page_size="10")
    assert {"code", "message", "request_id"} <= set(answer.envelope)
    for one in scene.ask("POST", f"{ACTIVITIES}/search", {}).data["activities"]:
        assert scene.ask("GET", f"{ACTIVITIES}/{one['id']}").code == 0
    for name in ("manufacturers", "responsible_persons"):
        found = f"/product/202501/compliance/{name}/search"
        assert scene.ask("POST", found, {}, page_size="10").code == 0
    assert scene.ask("POST", "/product/202407/sizecharts/search", {}, page_size="10").code == 0

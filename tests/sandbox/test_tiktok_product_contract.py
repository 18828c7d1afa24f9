"""The fake shop answers all calls on products and promotions, and within the contract."""

from __future__ import annotations

from tests.contracts.judging import Judge
from tests.contracts.vendors import TIKTOK
from tests.sandbox.test_tiktok_compliance import PLURALS, create, edit, search
from tests.sandbox.test_tiktok_compliance_size_charts import CHARTS, TABLE, body
from tests.sandbox.tiktok_promoted import DAY, HOUR, deal, put, remove, terms
from tests.sandbox.tiktok_scene import LAMPS
from tests.sandbox.tiktok_selling import ACTIVITIES, PRODUCT, SellingScene, opened

# The tasks that move products between trees, appeals and opportunities are not played.
NOT_PLAYED = {"createCategoryUpgradeTask", "submitSizeChartAppeal", "getSubmissionRecords"}


def _listing(scene: SellingScene) -> str:
    product_id, one = scene.lists(external_product_id="E"), {"category_id": LAMPS}
    categories = "/product/202309/categories"
    scene.ask("POST", f"{PRODUCT}/listing_check", scene.product())
    sku = scene.skus(product_id)[0]
    kept = scene.product({**scene.sku(), "id": sku["id"]}, external_product_id="E")
    scene.ask("PUT", f"/product/202509/products/{product_id}", kept)
    scene.partly(product_id, title="Another name for a lamp")
    scene.vendor.reviews()
    scene.ask("POST", "/product/202502/products/search", {}, page_size="1")
    scene.ask("GET", categories, category_version="v2")
    scene.ask("POST", f"{categories}/recommend", {"product_title": "x", "category_version": "v2"})
    for name in ("attributes", "rules"):
        scene.ask("GET", f"{categories}/{LAMPS}/{name}", category_version="v2")
    scene.ask("POST", "/product/202609/products/package/predict", one)
    needed = {**one, "product_title": "x"}
    scene.ask("POST", "/product/202609/products/properties/recommend", needed)
    return product_id


def _stock(scene: SellingScene, product_id: str) -> None:
    sku = scene.skus(product_id)[0]
    price = {"skus": [{"id": sku["id"], "price": scene.price("19")}]}
    scene.ask("POST", f"{PRODUCT}/{product_id}/prices/update", price)
    stock = {"skus": [{"id": sku["id"], "inventory": sku["inventory"]}]}
    scene.ask("POST", f"{PRODUCT}/{product_id}/inventory/update", stock)
    scene.ask("POST", "/product/202309/inventory/search", {"sku_ids": [sku["id"]]})
    setting = {"seller_id": "1", "sku_ids": [sku["id"], "1"]}
    scene.ask("POST", "/product/202608/inventory/operation/settings", setting)
    dollars = {"amount": "30", "currency": "USD"}
    sold = {**dollars, "transaction_time": "2025-03-01T00:00:00Z"}
    proof = {
        "id": sku["id"],
        "external_sku_id": "1",
        "external_retail_price": dollars,
        "external_transaction_price": sold,
    }
    path = f"/product/202609/products/{product_id}/strikethrough_price/submit"
    scene.ask("POST", path, {"external_product_id": "E", "skus": [proof]})


def _advice(scene: SellingScene, product_id: str) -> None:
    for name in ("diagnoses", "suggestions"):
        scene.ask("GET", f"/product/202405/products/{name}", product_ids=product_id)
    diagnosed = {"category_id": LAMPS, "product_id": product_id, "optimization_fields": ["ALL"]}
    scene.ask("POST", "/product/202411/products/diagnose_optimize", diagnosed)
    images = {"images": [{"uri": scene.upload().data["uri"]}]}
    scene.ask("POST", "/product/202404/images/optimize", images)
    scene.upload_file()
    scene.ask("GET", "/product/202312/prerequisites")
    audited = {"product_ids": [product_id]}
    scene.ask("POST", "/product/202601/compliance/auditing/research", audited, page_size="1")
    scene.ask("POST", "/product/202309/brands", {"name": "Our own"})
    scene.ask("GET", "/product/202309/brands", page_size="1", category_id=LAMPS)
    scene.ask("POST", "/product/202609/brands/suggest", {"product_title": "A Luma lamp"})
    chart = scene.ask("POST", CHARTS, body()).data["size_chart_id"]
    edited = {"size_chart_id": chart, "size_chart_data": TABLE}
    scene.ask("POST", f"{CHARTS}/edit", edited)
    scene.ask("POST", "/product/202407/sizecharts/search", {}, page_size="1")


def _promotions(scene: SellingScene, product_id: str) -> None:
    one = scene.ask("POST", ACTIVITIES, terms(scene)).data["activity_id"]
    put(scene, one, deal(product_id))
    scene.ask("PUT", f"{ACTIVITIES}/{one}", terms(scene))
    scene.ask("GET", f"{ACTIVITIES}/{one}")
    scene.ask("POST", f"{ACTIVITIES}/search", {"page_size": 1})
    remove(scene, one, product_ids=[product_id])
    scene.ask("POST", f"{ACTIVITIES}/{one}/deactivate")
    again = {"begin_time": scene.now + HOUR, "end_time": scene.now + DAY}
    scene.ask("POST", f"/promotion/202607/activities/{one}/republish", again)
    coupon = scene.vendor.issues_coupon("Ten", percent=10)
    scene.ask("GET", f"/promotion/202406/coupons/{coupon}")
    scene.ask("POST", "/promotion/202406/coupons/search", {})


def _registers(scene: SellingScene) -> None:
    for noun in PLURALS:
        edit(scene, noun, create(scene, noun), name="Another name")
        search(scene, noun)


def test_every_call_on_products_and_promotions_is_answered_within_the_contract(
    true_to_the_vendors: Judge,
) -> None:
    american, german, brazilian = opened("US"), opened("DE"), opened("BR")
    product_id = _listing(american)
    _stock(american, product_id)
    _advice(american, product_id)
    _promotions(american, product_id)
    for deed in ("deactivate", "activate", "recover"):
        american.ask("POST", f"{PRODUCT}/{deed}", {"product_ids": [product_id]})
    american.ask("DELETE", PRODUCT, {"product_ids": [product_id]})
    _registers(german)
    brazilian.lists()
    brazilian.ask("POST", "/product/202602/packages/recommend", {}, page_size="1")
    whole = {one.name for one in TIKTOK.operations if one.room in ("product", "promotion")}
    assert whole - true_to_the_vendors.met == NOT_PLAYED

"""The BigCommerce client against the fake store, in both worlds, as a merchant would see it."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

import httpx
import pytest

from tests.clients.fakes import Awaited, FakeRuntime
from tests.sandbox.bigcommerce_scene import Caller, opened
from tiktok_bc_sync.clients import (
    AsyncBigCommerce,
    AsyncTransport,
    BigCommerce,
    BlockingTransport,
)
from tiktok_bc_sync.clients.bigcommerce import AsyncStoreApp, StoreApp
from tiktok_bc_sync.errors import Refused, RemoteNotFound
from tiktok_bc_sync.models import (
    CustomField,
    Metafield,
    MetafieldOwner,
    OptionValue,
    PriceRecord,
    ProductDraft,
    RefundItem,
    ShipmentDraft,
    StockChange,
    StoreGrant,
    VariantChange,
)
from tiktok_bc_sync.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Sandbox:
    """A store with a lamp in two colours, a mug and a gift card."""
    return opened()


def connected(sandbox: Sandbox, token: str = "") -> BigCommerce:
    """A blocking client of the store, with its own token or another."""
    env = sandbox.env()
    return BigCommerce(
        store_hash=env["BIGCOMMERCE_STORE_HASH"],
        access_token=token or env["BIGCOMMERCE_ACCESS_TOKEN"],
        base_url=env["BIGCOMMERCE_API_URL"],
        transport=BlockingTransport(httpx.Client(transport=sandbox.transport())),
        runtime=FakeRuntime(),
    )


@pytest.fixture(params=["blocking", "awaited"])
def store(sandbox: Sandbox, request: pytest.FixtureRequest) -> BigCommerce:
    """The client of that store."""
    blocking = connected(sandbox)
    if request.param == "blocking":
        return blocking
    transport = AsyncTransport(httpx.AsyncClient(transport=sandbox.transport()))
    engine = blocking.engine
    client = AsyncBigCommerce(
        engine.store_hash, engine.access_token, transport, FakeRuntime(), engine.base_url
    )
    return cast("BigCommerce", Awaited(client))


@pytest.fixture
def order_id(sandbox: Sandbox) -> str:
    """An order of three mugs at 12, tax included, with 6 for shipping."""
    mugs = {"product_id": 302, "quantity": 3, "price_inc_tax": 12, "price_ex_tax": 10}
    costs = {"shipping_cost_inc_tax": "6", "shipping_cost_ex_tax": "5"}
    made = Caller(sandbox).orders(mugs, status_id=11, payment_method="TikTok Shop", **costs)
    return str(made["id"])


# --- catalogue -----------------------------------------------------------------------


def test_product_is_made_changed_read_and_deleted(store: BigCommerce) -> None:
    [brand] = [one for one in store.brands() if one.name == "Northlight"]
    draft = ProductDraft(
        "Floor lamp",
        Decimal("89.90"),
        Decimal("4.2"),
        sku="FLOOR",
        category_ids=("11",),
        brand_id=brand.id,
        stock=7,
    )
    product_id = store.create_product(draft)
    store.update_product(product_id, {"is_visible": False, "price": Decimal("79.90")})

    product = store.product(product_id)
    assert (product.title, product.brand, product.categories) == (
        "Floor lamp",
        "Northlight",
        ("Home > Lamps",),
    )
    assert (product.visible, product.variants[0].price, product.variants[0].stock) == (
        False,
        Decimal("79.9"),
        7,
    )
    store.delete_product(product_id)
    store.delete_product(product_id)
    with pytest.raises(RemoteNotFound):
        store.product(product_id)


def test_name_that_another_product_has_is_refused(store: BigCommerce) -> None:
    with pytest.raises(Refused):
        store.create_product(ProductDraft("Enamel mug", Decimal(1), Decimal(1)))


def test_few_products_are_listed_as_all_of_them_are(store: BigCommerce) -> None:
    everything = {one.id: one for one in store.products()}
    assert everything.keys() == {"301", "302", "303"} == set(store.product_ids())
    assert list(store.products(ids=["303", "301"])) == [everything["301"], everything["303"]]
    assert store.product("301") == everything["301"]


def test_product_that_is_deleted_during_the_listing_hides_no_other(sandbox: Sandbox) -> None:
    for number in range(600):
        sandbox.merchant.adds({"name": f"Vase {number}", "sku": f"V{number}", "price": 1})
    client = connected(sandbox)
    before = set(client.product_ids())
    listed = iter(client.product_ids())
    seen = {next(listed)}
    gone = [one for one in ("301", "302", "303") if one not in seen]
    for product_id in gone:
        sandbox.merchant.deletes(product_id)
    seen |= set(listed)
    assert len(before) == 603
    assert before - seen <= set(gone)


def test_variants_are_found_and_changed_in_one_go(store: BigCommerce) -> None:
    white, black = store.product_variants("301")
    assert (white.sku, white.price, white.stock) == ("LAMP-WHITE", None, 20)
    assert white.options == (OptionValue("Colour", "White"),)
    assert [one.id for one in store.variants(sku="LAMP-BLACK")] == [black.id]
    assert {one.product_id for one in store.variants(product_ids=["301", "302"])} == {"301", "302"}

    store.update_variants(
        [
            VariantChange(white.id, price=Decimal("44.95"), purchasable=False),
            VariantChange(black.id, stock=2),
        ]
    )
    changed = store.variant("301", white.id)
    assert (changed.price, changed.purchasable) == (Decimal("44.95"), False)
    store.update_variant_stock({white.id: 1})
    assert [one.stock for one in store.product_variants("301")] == [1, 2]


def test_batch_with_an_unknown_variant_changes_nothing(store: BigCommerce) -> None:
    [white, _] = store.product_variants("301")
    with pytest.raises(Refused):
        store.update_variants([VariantChange(white.id, stock=1), VariantChange("999999", stock=1)])
    assert store.variant("301", white.id).stock == 20


def test_options_pictures_and_fields_of_a_product(store: BigCommerce) -> None:
    [option] = store.product_options("301")
    assert option.name == "Colour"
    assert tuple(store.option_values("301", option.id)) == option.choices
    assert [one.label for one in option.choices] == ["White", "Black"]

    image = store.add_product_image("301", "https://x.example/2.png", description="From behind")
    assert [one.description for one in store.product_images("301")][-1] == "From behind"
    store.delete_product_image("301", image.id)
    assert image.id not in [one.id for one in store.product_images("301")]
    assert list(store.product_images("303")) == []

    field = store.create_custom_field("301", "Cloth", "Wool")
    store.update_custom_field("301", CustomField(field.id, "Cloth", "Silk"))
    assert list(store.custom_fields("301")) == [CustomField(field.id, "Cloth", "Silk")]
    store.delete_custom_field("301", field.id)
    assert list(store.custom_fields("301")) == []


def test_metafield_is_written_once_however_often(store: BigCommerce, order_id: str) -> None:
    [white, _] = store.product_variants("301")
    for owner in (
        MetafieldOwner.product("301"),
        MetafieldOwner.variant("301", white.id),
        MetafieldOwner.order(order_id),
    ):
        store.set_metafield(owner, Metafield("tiktok", "listing", "8"))
        field = store.set_metafield(owner, Metafield("tiktok", "listing", "9"))
        assert [(one.id, one.value) for one in store.metafields(owner)] == [(field.id, "9")]
        assert list(store.metafields(owner, namespace="other")) == []
        store.delete_metafield(owner, field.id)
        assert list(store.metafields(owner)) == []


def test_categories_and_brands_are_told_by_name(store: BigCommerce) -> None:
    [tree] = store.category_trees()
    assert {one.path for one in store.categories(tree_id=tree.id)} >= {"Home", "Home > Lamps"}
    assert store.find_brand("northlight") is not None
    assert store.find_brand("Sagaform") is None
    made = store.create_brand("Sagaform")
    assert store.find_brand("Sagaform") == made
    with pytest.raises(Refused):
        store.create_brand("Sagaform")


# --- stock and prices ----------------------------------------------------------------


def test_stock_is_set_and_adjusted_where_it_lies(store: BigCommerce) -> None:
    [location] = store.locations()
    assert store.location(location.id) == location
    with pytest.raises(RemoteNotFound):
        store.location("999")

    store.set_stock([StockChange(location.id, 5, sku="LAMP-WHITE")], reason="counted")
    store.adjust_stock([StockChange(location.id, -2, sku="LAMP-WHITE")])
    [item] = store.stock(skus=["LAMP-WHITE"])
    assert (item.sku, item.product_id, item.available) == ("LAMP-WHITE", "301", 3)
    assert [one.on_hand for one in item.levels] == [3]
    assert {one.sku for one in store.stock(product_ids=["301"])} == {"LAMP-WHITE", "LAMP-BLACK"}
    assert len(list(store.stock(skus=["LAMP-WHITE", "MUG-1"], location_ids=[location.id]))) == 2
    with pytest.raises(Refused):
        store.set_stock([StockChange(location.id, 5, sku="NONE")])


def test_prices_of_a_list_are_set_and_read(store: BigCommerce, sandbox: Sandbox) -> None:
    made = Caller(sandbox).post("/v3/pricelists", name="Wholesale")["data"]
    [price_list] = store.price_lists()
    assert (price_list.id, price_list.name) == (str(made["id"]), "Wholesale")
    [white, _] = store.product_variants("301")
    for price in ("41.00", "40.00"):
        record = PriceRecord(white.id, "USD", Decimal(price))
        store.set_price_records(price_list.id, [record])
    [record] = store.price_records(price_list.id, currency="USD", variant_ids=[white.id])
    assert (record.price, record.currency, record.product_id) == (Decimal(40), "USD", "301")
    with pytest.raises(Refused):
        store.set_price_records(price_list.id, [PriceRecord("999999", "USD", Decimal(1))])


# --- orders --------------------------------------------------------------------------


def test_order_is_read_with_all_that_belongs_to_it(store: BigCommerce, order_id: str) -> None:
    [line] = store.order_products(order_id)
    assert (line.sku, line.quantity, line.price, line.total) == (
        "MUG-1",
        3,
        Decimal(12),
        Decimal(36),
    )
    [address] = store.order_addresses(order_id)
    assert (address.address.name, address.units) == ("Ada Sample", 3)
    assert {one.applies_to for one in store.order_taxes(order_id)} >= {"item"}
    assert store.order_messages(order_id) == []
    assert store.order_payments(order_id) == []
    names = {one.id: one.name for one in store.order_statuses()}
    assert names[11] == "Awaiting Fulfillment"
    assert store.order_counts()[11] == 1


def test_address_is_replaced_and_the_rest_stays(store: BigCommerce, order_id: str) -> None:
    [before] = store.order_addresses(order_id)
    moved = store.update_order_address(order_id, before.id, before.address)
    assert moved == before


def test_shipment_is_made_corrected_and_taken_back(store: BigCommerce, order_id: str) -> None:
    [line], [address] = store.order_products(order_id), store.order_addresses(order_id)
    draft = ShipmentDraft(address.id, ((line.id, 2),), "T1", "royal-mail")
    shipment = store.create_shipment(order_id, draft)
    assert (shipment.carrier, shipment.items) == ("royal-mail", ((line.id, 2),))
    assert store.order_products(order_id)[0].shipped == 2
    corrected = store.update_shipment(order_id, shipment.id, tracking_number="T2")
    assert store.shipments(order_id) == [corrected]
    assert corrected.tracking_number == "T2"
    with pytest.raises(Refused):
        store.create_shipment(order_id, ShipmentDraft(address.id, ((line.id, 2),)))
    store.delete_shipment(order_id, shipment.id)
    assert store.shipments(order_id) == []


def test_refund_is_quoted_paid_and_found_again(store: BigCommerce, order_id: str) -> None:
    [line] = store.order_products(order_id)
    [address] = store.order_addresses(order_id)
    items = [
        RefundItem.units(line.id, 1, "broken"),
        RefundItem.of_shipping(address.id, Decimal("1.50")),
    ]
    quote = store.quote_refund(order_id, items)
    assert quote.total == Decimal("13.5")
    refund = store.create_refund(order_id, items, quote.methods[0])
    assert (refund.total, refund.order_id) == (Decimal("13.5"), order_id)
    assert store.order_refunds(order_id) == [refund] == list(store.refunds())
    assert store.order_products(order_id)[0].refunded == 1
    assert [one.event for one in store.order_payments(order_id)] == ["refund"]
    with pytest.raises(Refused):
        store.quote_refund(order_id, [RefundItem.units(line.id, 3)])


def test_archived_order_is_gone_from_the_lists(store: BigCommerce, order_id: str) -> None:
    store.archive_order(order_id)
    store.archive_order(order_id)
    assert list(store.updated_orders()) == []


# --- the store itself ----------------------------------------------------------------


def test_subscription_is_made_changed_and_ended(store: BigCommerce) -> None:
    made = store.subscribe(
        "store/order/*", "https://shop.example/hooks", headers={"X-Webhook-Secret": "6Jc0vQx8Tn2m"}
    )
    assert made.active
    off = store.update_subscription(made.id, active=False)
    assert list(store.subscriptions()) == [off]
    assert (off.active, off.address) == (False, "https://shop.example/hooks")
    store.unsubscribe(made.id)
    store.unsubscribe(made.id)
    assert list(store.subscriptions()) == []
    with pytest.raises(Refused):
        store.subscribe("store/nothing", "https://shop.example/hooks", headers={"A": "b"})


def test_store_tells_how_it_is_set_up(store: BigCommerce) -> None:
    [currency] = [one for one in store.currencies() if one.default]
    assert (currency.code, currency.rate, currency.enabled) == ("USD", Decimal(1), True)
    assert [one.type for one in store.channels()] == ["storefront"]
    assert store.tax_classes()
    assert store.inventory_settings().lowered_when
    assert store.shipping_settings().countries


# --- how an app gets in --------------------------------------------------------------


@pytest.mark.parametrize("awaited", [False, True])
def test_installed_app_gets_a_token_that_works(sandbox: Sandbox, *, awaited: bool) -> None:
    oauth = sandbox.store.oauth
    query = sandbox.merchant.installs()
    names = (oauth.client_id, oauth.client_secret, "https://shop.example/callback")
    blocking = BlockingTransport(httpx.Client(transport=sandbox.transport()))
    waiting = AsyncTransport(httpx.AsyncClient(transport=sandbox.transport()))
    app: StoreApp = (
        cast("StoreApp", Awaited(AsyncStoreApp(*names, waiting, FakeRuntime())))
        if awaited
        else StoreApp(
            client_id=names[0],
            client_secret=names[1],
            redirect_uri=names[2],
            transport=blocking,
            runtime=FakeRuntime(),
        )
    )
    grant: StoreGrant = app.exchange_code(query)
    assert grant.store_hash == sandbox.store.store_hash
    client = connected(sandbox, grant.access_token)
    assert set(client.product_ids()) == {"301", "302", "303"}
    with pytest.raises(Refused, match="authorization code"):
        app.exchange_code(query)

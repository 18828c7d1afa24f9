"""The configuration's form: what is synced, prices, stock, identifiers, places, rules and orders."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from tiktok_bc_sync.models import (
    AftersalesPolicy,
    BundlePolicy,
    HoldPolicy,
    KindPolicy,
    ListingRule,
    ListingRules,
    Match,
    NoGtinReason,
    OrderPolicy,
    QuantityPolicy,
    RefundPolicy,
    RuleGroup,
    Settings,
    StockRule,
    StoreOrderStatus,
    TaxPolicy,
)
from tiktok_bc_sync.rules import from_text
from tiktok_bc_sync.web.forms import Form
from tiktok_bc_sync.web.price_rules import price_rule

KINDS = ("cod", "samples", "replacements", "exchanges", "platform_packed", "gifts")
"""The kinds of orders that have a policy of their own."""


def read_settings(form: Form, known: Settings, locations: Sequence[str]) -> Settings:
    """Return the settings with what was typed over them; what is wrong is noted in the form."""
    settings = evolve(
        known,
        sync_product=form.flag("sync_product"),
        sync_price=form.flag("sync_price"),
        sync_inventory=form.flag("sync_inventory"),
        price_rule=price_rule(form),
        use_sale_price=form.flag("use_sale_price"),
        identifier_codes=form.flag("identifier_codes"),
        no_gtin_reason=form.choice("no_gtin_reason", NoGtinReason) or known.no_gtin_reason,
        default_email=form.text("default_email", needed=True),
        warehouse_id=form.text("warehouse_id"),
        auto_import=form.flag("auto_import"),
        auto_delete=form.flag("auto_delete"),
        stock=_stock(form),
        quantity=_quantity(form),
        warehouses=_places(form, locations),
        listing_rules=_listing_rules(form),
        aftersales=_aftersales(form),
        orders=_orders(form, known.orders),
    )
    with form.within("rate"):
        return evolve(settings, rate=form.number("rate"))
    return settings


def _stock(form: Form) -> StockRule:
    return StockRule(form.whole("threshold") or 0, form.whole("untracked") or 0)


def _quantity(form: Form) -> QuantityPolicy:
    return QuantityPolicy(
        percent=form.whole("percent", least=1, most=100) or 100,
        at_least=form.whole("at_least") or 0,
        at_most=form.whole("at_most"),
        fixed=form.whole("fixed"),
        tell_below=form.whole("tell_below"),
    )


def _places(form: Form, locations: Sequence[str]) -> tuple[tuple[str, str], ...]:
    chosen = ((one, form.text(f"location-{one}")) for one in locations)
    return tuple((location, warehouse) for location, warehouse in chosen if warehouse)


def _listing_rules(form: Form) -> ListingRules | None:
    if not form.flag("listing_rules"):
        return None
    return ListingRules(_listing_rule(form, "list"), _listing_rule(form, "stop"))


def _listing_rule(form: Form, name: str) -> ListingRule | None:
    visible = form.text(f"{name}_visible")
    rule = ListingRule(
        match=form.choice(f"{name}_match", Match) or Match.ALL,
        visible=visible == "yes" if visible else None,
        stock_at_least=form.whole(f"{name}_stock_at_least"),
        stock_at_most=form.whole(f"{name}_stock_at_most"),
        price_at_least=form.number(f"{name}_price_at_least"),
        price_at_most=form.number(f"{name}_price_at_most"),
        query=_query(form, f"{name}_query"),
    )
    return None if rule == ListingRule(match=rule.match) else rule


def _query(form: Form, name: str) -> RuleGroup | None:
    text = form.text(name)
    with form.within(name):
        return from_text(text) if text else None
    return None


def _aftersales(form: Form) -> AftersalesPolicy:
    return AftersalesPolicy(
        refunds=form.choice("refunds", RefundPolicy) or RefundPolicy.REFUND,
        cancel_on_tiktok=form.flag("cancel_on_tiktok"),
        cancel_reason=form.text("cancel_reason"),
    )


def _orders(form: Form, known: OrderPolicy) -> OrderPolicy:
    kinds = {one: form.choice(one, KindPolicy) or KindPolicy.CREATE for one in KINDS}
    policy = evolve(
        known,
        hold=form.choice("hold", HoldPolicy) or HoldPolicy.AT_ONCE,
        hold_minutes=form.whole("hold_minutes", most=100_000) or 0,
        older=form.flag("older"),
        samples_lower_stock=form.flag("samples_lower_stock"),
        platform_lowers_stock=form.flag("platform_lowers_stock"),
        bundles=form.choice("bundles", BundlePolicy) or BundlePolicy.PARTS,
        tax=form.choice("tax", TaxPolicy) or TaxPolicy.TIKTOK,
        tags=form.words("tags"),
        shipping_methods=form.pairs("shipping_methods"),
        cod=kinds["cod"],
        samples=kinds["samples"],
        replacements=kinds["replacements"],
        exchanges=kinds["exchanges"],
        platform_packed=kinds["platform_packed"],
        gifts=kinds["gifts"],
    )
    with form.within("customer_id"):
        policy = evolve(policy, customer_id=form.text("customer_id"))
    with form.within("note"):
        policy = evolve(policy, note=form.text("note"))
    with form.within("statuses"):
        return evolve(policy, statuses=_statuses(form))
    return policy


def _statuses(form: Form) -> tuple[tuple[str, StoreOrderStatus], ...]:
    known = {one: status for status, one in STATUS_WORDS.items()}
    found: list[tuple[str, StoreOrderStatus]] = []
    for theirs, ours in form.pairs("statuses"):
        if ours.casefold() in known:
            found.append((theirs, known[ours.casefold()]))
        else:
            form.wrong("statuses", f"BigCommerce has no status {ours[:40]!r}.")
    return tuple(found)


STATUS_WORDS = {one: one.name.replace("_", " ").casefold() for one in StoreOrderStatus}
"""BigCommerce's statuses as the form writes them."""

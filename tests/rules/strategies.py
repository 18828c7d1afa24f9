"""Rule groups and products for properties."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from tiktok_bc_sync.models import Condition, Field, Match, Operator, Product, RuleGroup, Variant
from tiktok_bc_sync.rules.text import normalized

# Few letters, so that conditions and products often meet; the odd ones fold, widen or join.
texts = st.text("abAB \t>ßİﬁ①Å\u0345\u200d", max_size=6)
values = texts.filter(normalized)
conditions = st.builds(Condition, st.sampled_from(Field), st.sampled_from(Operator), values)


def _group(members: st.SearchStrategy[Condition | RuleGroup]) -> st.SearchStrategy[RuleGroup]:
    several = st.lists(members, min_size=1, max_size=4).map(tuple)
    return st.builds(RuleGroup, st.sampled_from(Match), several)


groups = _group(st.recursive(conditions, _group, max_leaves=6))
products = st.builds(
    Product,
    id=st.just("77"),
    title=texts,
    variants=st.lists(
        st.builds(Variant, id=st.just("1"), sku=texts, price=st.just(Decimal(1))), max_size=3
    ).map(tuple),
    brand=texts,
    categories=st.lists(texts, max_size=3).map(tuple),
)

"""Rule groups and products for properties."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve
from hypothesis import strategies as st

from tiktok_bc_sync.models import Condition, Field, Match, Operator, Product, RuleGroup, Variant
from tiktok_bc_sync.rules.text import normalized

# Few letters, so that conditions and products often meet; the odd ones fold, widen, join or need no spaces.
texts = st.text("abAB \t>ßİﬁ①Å台灯\u0345\u200d", max_size=6)
values = texts.filter(normalized)
conditions = st.builds(Condition, st.sampled_from(Field), st.sampled_from(Operator), values)


def _group(members: st.SearchStrategy[Condition | RuleGroup]) -> st.SearchStrategy[RuleGroup]:
    several = st.lists(members, min_size=1, max_size=4).map(tuple)
    return st.builds(RuleGroup, st.sampled_from(Match), several)


groups = _group(st.recursive(conditions, _group, max_leaves=6))
# Any value, and often the words and signs that the text form is made of.
_written = st.lists(
    st.sampled_from(
        ["lamp", "and", "Or", "not", "is", "does", "(", ")", '"', "\\", "'", " ", "  ", "“", "\n"]
    )
)
any_values = st.one_of(
    values, st.text(max_size=9), _written.map("".join), _written.map(" ".join)
).filter(normalized)
any_groups = _group(
    st.recursive(
        st.builds(Condition, st.sampled_from(Field), st.sampled_from(Operator), any_values),
        _group,
        max_leaves=9,
    )
)
products: st.SearchStrategy[Product] = st.builds(
    Product,
    id=st.just("77"),
    title=texts,
    variants=st.lists(
        st.builds(Variant, id=st.just("1"), sku=texts, price=st.just(Decimal(1))), max_size=3
    ).map(tuple),
    brand=texts,
    categories=st.lists(texts, max_size=3).map(tuple),
)
catalogues = st.lists(products, max_size=40).map(
    lambda several: [evolve(one, id=str(number)) for number, one in enumerate(several)]
)

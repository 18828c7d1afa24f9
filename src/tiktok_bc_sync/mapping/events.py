"""What a webhook asks to be read again: pure, total, the same for each time it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tiktok_bc_sync.models import Sender, Subject, Task

# By whom the entity is and what kind it is. What is not here needs nothing: a package's orders are named
# with it, a variant's product too.
_TIKTOK: Mapping[str, Subject] = MappingProxyType(
    {"order": Subject.ORDER, "product": Subject.LISTING, "shop": Subject.SHOP}
)
_BIGCOMMERCE: Mapping[str, Subject] = MappingProxyType(
    {"order": Subject.STORE_ORDER, "product": Subject.PRODUCT, "store": Subject.STORE}
)
_BY_SENDER = MappingProxyType({Sender.TIKTOK: _TIKTOK, Sender.BIGCOMMERCE: _BIGCOMMERCE})
# These are read by their order, which they move too.
_BY_ORDER: Mapping[str, Subject] = MappingProxyType(
    {
        "cancellation": Subject.CANCELLATIONS,
        "return": Subject.RETURNS,
        "aftersales_request": Subject.RETURNS,
    }
)


def tasks_of(sender: Sender, entities: Sequence[tuple[str, str]]) -> tuple[Task, ...]:
    """Return what to read again because of an event about these (kind, id).

    >>> [str(one) for one in tasks_of(Sender.TIKTOK, [("return", "9"), ("order", "5")])]
    ['order 5', 'returns 5']
    >>> tasks_of(Sender.BIGCOMMERCE, [("cart", "1")])
    ()
    """
    subjects = _BY_SENDER[sender]
    found = [Task(subjects[kind], one) for kind, one in entities if kind in subjects]
    orders = [one.id for one in found if one.subject is Subject.ORDER]
    more = dict.fromkeys(_BY_ORDER[kind] for kind, _ in entities if kind in _BY_ORDER)
    found += [Task(subject, order_id) for subject in more for order_id in orders]
    return tuple(dict.fromkeys(found))

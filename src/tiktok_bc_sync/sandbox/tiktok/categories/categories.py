"""The fake shop's categories: the tree, a leaf's attributes and rules, and a guess by title."""

from __future__ import annotations

import re

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.categories import category_data as data
from tiktok_bc_sync.sandbox.tiktok.shop.regions import (
    COD_REGIONS,
    EUROPEAN_UNION,
    category_version,
    fits_category_version,
)
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    PRODUCT_RULE,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
)

_FALLBACK = "601226"
_RECOMMEND_FIELDS = ("product_title", "description?", "category_version?", "images[]?.uri?")


def _read_tree(region: str) -> dict[str, Json]:
    deeper = data.DEEPER if category_version(region) == "v2" else ""
    lines = f"{data.TREE}{data.MARKETS}{deeper}".split("\n")
    rows = {line[:6]: line.split(maxsplit=2)[1:] for line in lines if line}
    here = {
        category_id: (parent, name)
        for category_id, (parent, name) in rows.items()
        if region in data.ONLY_IN.get(category_id, data.ONLY_IN.get(parent, (region,)))
    }
    parents = {parent for parent, _ in here.values()}
    return {
        category_id: {
            "id": category_id,
            "parent_id": parent,
            "local_name": name,
            "is_leaf": category_id not in parents,
            "permission_statuses": [data.PERMISSIONS.get(category_id, "AVAILABLE")],
        }
        for category_id, (parent, name) in here.items()
    }


@define
class Categories:
    """The tree of one region's shop, with the attributes and rules of its leaves."""

    region: str
    tree: dict[str, Json] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self.tree = _read_tree(self.region)

    def routes(self) -> list[Route]:
        """Return the operations on categories."""
        base = "/product/202309/categories"
        leaf = f"{base}/{{category_id}}"
        return [
            Route("GET", base, self.list_categories),
            Route("POST", f"{base}/recommend", self.recommend, _RECOMMEND_FIELDS),
            Route("GET", f"{leaf}/attributes", self.list_attributes),
            Route("GET", f"{leaf}/rules", self.get_rules),
        ]

    # --- answering -----------------------------------------------------------------

    def list_categories(self, call: Call) -> Json:
        """Answer Get Categories; prohibited ones are shown only when asked for."""
        self._check_version(call.param("category_version", "v1"))
        word = call.param("keyword").casefold()
        prohibited = call.flag("include_prohibited_categories")
        found = [
            one
            for one in self.tree.values()
            if word in one["local_name"].casefold()
            and (prohibited or one["permission_statuses"] != ["PROHIBITED"])
        ]
        return {"categories": found}

    def list_attributes(self, call: Call) -> Json:
        """Answer Get Category Attributes."""
        return {"attributes": list(self.attributes(self._asked(call)))}

    def get_rules(self, call: Call) -> Json:
        """Answer Get Category Rules."""
        return self.rules(self._asked(call))

    def recommend(self, call: Call) -> Json:
        """Answer Recommend Category: the leaf that shares most word beginnings with the title."""
        version = call.body.get("category_version") or "v1"
        if not fits_category_version(self.region, version, advice=True):
            raise bad_parameter(f"category_version {version} is not used in {self.region}")
        words = set(_stems(f"{call.body['product_title']} {call.body.get('description', '')}"))
        leaves = [one for one in self.tree.values() if self._open(one)]
        best = max(leaves, key=lambda one: len(words.intersection(_stems(one["local_name"]))))
        if not words.intersection(_stems(best["local_name"])):
            best = self.tree[_FALLBACK]
        chain = [
            {
                "id": one["id"],
                "name": one["local_name"],
                "is_leaf": one["is_leaf"],
                "level": level,
                "permission_statuses": one["permission_statuses"],
            }
            for level, one in enumerate(self.chain(best["id"]), 1)
        ]
        return {"categories": chain, "leaf_category_id": best["id"]}

    # --- looking things up -----------------------------------------------------------

    def chain(self, category_id: str) -> list[Json]:
        """Return the categories from the root to this one."""
        path: list[Json] = []
        while category_id in self.tree:
            path.insert(0, self.tree[category_id])
            category_id = path[0]["parent_id"]
        return path

    def attributes(self, category_id: str) -> tuple[Json, ...]:
        """Return a leaf's product and sales attributes in this market."""
        return data.attributes_of(category_id, self.region)

    def leaf(self, category_id: str) -> Json:
        """Return a leaf category. Raises `Refused` for anything else."""
        category = self.tree.get(category_id)
        if category is None or not category["is_leaf"]:
            raise Refused(PRODUCT_RULE + 1, "The category does not exist or is not a leaf category")
        return category

    def usable(self, category_id: str) -> bool:
        """Tell whether products may be created here; in the US invitations may be pending."""
        category = self.tree.get(category_id)
        invited = category is not None and self.region == "US" and self.by_invitation(category_id)
        return category is not None and (self._open(category) or (category["is_leaf"] and invited))

    def by_invitation(self, category_id: str) -> bool:
        """Tell whether the shop would have to apply first."""
        return bool(self.tree[category_id]["permission_statuses"] == ["INVITE_ONLY"])

    def rules(self, category_id: str) -> Json:
        """Return what a leaf asks for beyond its attributes."""
        safety = self.region in EUROPEAN_UNION and category_id in data.SAFETY_CATEGORIES
        sized = category_id in data.SIZE_CHART_SUPPORTED
        return {
            "product_certifications": list(data.CERTIFICATIONS.get(category_id, ())),
            "size_chart": {
                "is_supported": sized,
                "is_required": category_id in data.SIZE_CHART_REQUIRED,
                **(_measured() if sized else {}),
            },
            "cod": {"is_supported": self.region in COD_REGIONS},
            "package_dimension": {"is_required": category_id in data.DIMENSIONS_REQUIRED},
            "epr": {"is_required": False},
            "responsible_person": {"is_required": safety},
            "manufacturer": {"is_required": safety},
            "fees": [],
            "seller_sku": {"is_required": category_id in data.SELLER_SKU_REQUIRED},
        }

    def _asked(self, call: Call) -> str:
        self._check_version(call.param("category_version", "v1"))
        return str(self.leaf(call.names["category_id"])["id"])

    def _check_version(self, version: str) -> None:
        if not fits_category_version(self.region, version):
            raise bad_parameter(f"category_version {version} is not used in {self.region}")

    @staticmethod
    def _open(category: Json) -> bool:
        return bool(category["is_leaf"] and category["permission_statuses"] == ["AVAILABLE"])


def _measured() -> Json:
    """Return which measurements and kinds of sizes a chart may have; garments and bodies alike."""
    options = [
        {
            "name": name,
            "id": key,
            "role": role,
            "unit": unit,
            "metric_value_range": list(metric),
            "imperial_value_range": list(imperial),
        }
        for name, key, role, unit, metric, imperial in data.MEASUREMENTS
    ]
    kinds = ("BODY_MEASUREMENTS", "PRODUCT_MEASUREMENTS")
    return {
        "measurement_and_options": [
            {"measurement_type": kind, "options": options} for kind in kinds
        ],
        "size_types": list(data.SIZE_TYPES),
    }


def _stems(text: str) -> list[str]:
    """Return the first letters of the longer words, so that "lamp" finds "Lamps"."""
    return [word[:4] for word in re.findall(r"[a-z]{3,}", text.casefold())]

"""Rule groups: written, read, checked, compiled and explained. Pure."""

from tiktok_bc_sync.rules.build import FieldBuilder, all_of, any_of, brand, category, sku, title
from tiktok_bc_sync.rules.check import check
from tiktok_bc_sync.rules.compiled import Compiled, Explanation, Texts, compile_group
from tiktok_bc_sync.rules.json_form import from_json, to_json, words

__all__ = [
    "Compiled",
    "Explanation",
    "FieldBuilder",
    "Texts",
    "all_of",
    "any_of",
    "brand",
    "category",
    "check",
    "compile_group",
    "from_json",
    "sku",
    "title",
    "to_json",
    "words",
]

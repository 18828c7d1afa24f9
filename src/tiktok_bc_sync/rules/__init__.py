"""Rule groups: written, read, checked, compiled and explained. Pure."""

from tiktok_bc_sync.rules.build import FieldBuilder, all_of, any_of, brand, category, sku, title
from tiktok_bc_sync.rules.check import check
from tiktok_bc_sync.rules.columns import Columns, Rows
from tiktok_bc_sync.rules.compiled import Compiled, compile_group
from tiktok_bc_sync.rules.explained import Explanation, Judgement
from tiktok_bc_sync.rules.folded import Texts
from tiktok_bc_sync.rules.json_form import from_json, schema, to_json
from tiktok_bc_sync.rules.text_form import from_text, to_text
from tiktok_bc_sync.rules.tokens import UnreadableRule
from tiktok_bc_sync.rules.wording import words

__all__ = [
    "Columns",
    "Compiled",
    "Explanation",
    "FieldBuilder",
    "Judgement",
    "Rows",
    "Texts",
    "UnreadableRule",
    "all_of",
    "any_of",
    "brand",
    "category",
    "check",
    "compile_group",
    "from_json",
    "from_text",
    "schema",
    "sku",
    "title",
    "to_json",
    "to_text",
    "words",
]

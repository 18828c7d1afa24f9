"""What merchants call the options that TikTok has attributes for, in the languages of its markets."""

from __future__ import annotations

from collections.abc import Mapping

from tiktok_bc_sync.rules.text import normalized

# English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Czech, Hungarian, Indonesian,
# Malay, Vietnamese, Thai, Japanese, Filipino; the plurals of English too.
_SAME: tuple[tuple[str, ...], ...] = (
    (
        *("color", "colour", "colors", "colours", "shade", "farbe", "couleur", "coloris", "color"),
        *("colore", "cor", "kleur", "kolor", "barva", "szín", "warna", "màu", "màu sắc", "สี"),
        *("色", "カラー", "kulay"),
    ),
    (
        *("size", "sizes", "größe", "grosse", "grösse", "taille", "pointure", "talla", "tamaño"),
        *("taglia", "misura", "tamanho", "maat", "rozmiar", "velikost", "méret", "ukuran"),
        *("saiz", "kích thước", "kích cỡ", "size áo", "ขนาด", "ไซส์", "サイズ", "laki"),
    ),
    (
        *("material", "materials", "fabric", "stoff", "matière", "matériau", "tissu", "materiale"),
        *("materiaal", "materiał", "materiál", "anyag", "bahan", "chất liệu", "วัสดุ", "素材"),
    ),
    (
        *("style", "styles", "stil", "estilo", "stile", "stijl", "styl", "gaya", "kiểu dáng"),
        *("สไตล์", "スタイル"),
    ),
    (
        *("pattern", "patterns", "print", "muster", "motif", "estampado", "fantasia", "patroon"),
        *("wzór", "vzor", "minta", "corak", "họa tiết", "ลวดลาย", "柄"),
    ),
    (
        *("flavor", "flavour", "flavors", "flavours", "geschmack", "saveur", "goût", "sabor"),
        *("gusto", "smaak", "smak", "příchuť", "íz", "rasa", "perisa", "hương vị", "รสชาติ"),
        *("味", "フレーバー"),
    ),
    (
        *("scent", "scents", "fragrance", "duft", "parfum", "senteur", "aroma", "fragancia"),
        *("profumo", "geur", "zapach", "vůně", "illat", "bau", "mùi hương", "กลิ่น", "香り"),
    ),
    ("length", "länge", "longueur", "longitud", "largo", "lunghezza", "comprimento", "panjang"),
    ("capacity", "volume", "kapazität", "capacité", "capacidad", "capacità", "kapasitas"),
    ("quantity", "pack size", "pack", "menge", "quantité", "cantidad", "quantità", "jumlah"),
    ("model", "modell", "modèle", "modelo", "modello", "phiên bản", "รุ่น", "モデル"),
    ("specification", "specifications", "spec", "spezifikation", "spécification", "spesifikasi"),
)
_GROUPS: Mapping[str, frozenset[str]] = {
    word: group
    for group in (frozenset(map(normalized, words)) for words in _SAME)
    for word in group
}


def same_option(name: str) -> frozenset[str]:
    """Return all names, as `normalized` writes them, that mean what an option's name means.

    >>> "color" in same_option("Farbe")
    True
    """
    wanted = normalized(name)
    return _GROUPS.get(wanted, frozenset({wanted}))

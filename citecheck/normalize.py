"""Width, spacing, Traditional and pinyin noise, each with its map back to raw offsets."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_OPEN = str.maketrans({"〈": "《", "<": "《", "«": "《", "〉": "》", ">": "》", "»": "》", "(": "（", ")": "）", "〔": "（", "〕": "）", "[": "（", "]": "）", "【": "（", "】": "）"})
_STATE = "中华人民共和国"


def title_key(title: str) -> str:
    """The key under which a statute title is looked up: same instrument, same key.

    Width, spaces, bracket shapes, Traditional characters and 中华人民共和国 (also inside a nested title) do not
    count, nor do the separators between joint issuers. What tells instruments apart stays: （一）, （试行）, the
    region, the issuer. English titles are folded to lower case without "the", "PRC" and the name of the state.
    """
    text = unicodedata.normalize("NFKC", title)
    text = _SPACE.sub("", text).translate(_OPEN)
    text = text.replace(_STATE, "").replace("、", "").replace(",", "").replace("，", "").replace("·", "")
    return text.strip("《》")

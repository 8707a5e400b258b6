"""Plain text: which encoding the bytes are in, and the text as it is.

Cheap tests first, surest first: a byte order mark; valid UTF-8; then, of GB18030, Big5 and UTF-16 without a mark,
the one under which the text is made of the commonest characters of Chinese. Only what none of them explains is
given to charset-normalizer.
"""

from __future__ import annotations

import codecs
import re

from citecheck.read.parts import Parts, Refused

_MARKS = (  # UTF-32 before UTF-16: the mark of the one begins with the mark of the other
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
_SIGNATURES = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "old_word",
    b"{\\rtf": "rich_text",
    b"PK\x03\x04": "archive",
    b"PK\x05\x06": "archive",
    b"\x1f\x8b": "archive",
    b"7z\xbc\xaf\x27\x1c": "archive",
    b"Rar!\x1a\x07": "archive",
    b"BZh9": "archive",
    b"\xfd7zXZ\x00": "archive",
    b"\x28\xb5\x2f\xfd": "archive",
    b"\x89PNG\r\n\x1a\n": "binary",
    b"\xff\xd8\xff": "binary",
    b"GIF8": "binary",
    b"RIFF": "binary",
    b"\x7fELF": "binary",
    b"SQLite format 3\x00": "binary",
}
# The commonest characters of running Chinese, simplified and traditional, with their punctuation.
_COMMON = frozenset(
    "的一是在不了有和人這这中大為为上個个國国我以要他時时來来用們们生到作地於于出就分對对成會会可主發发年動动同工也能下過过子說说產产種种"
    "面而方後后多定行學学法所民得經经十三之進进着著等部度家電电力裡里如水化高自二理起小物現现實实加量都兩两體体制機机當当使點点從从業业本去"
    "把性好應应開开它合還还因由其些然前外天政四日那社義义事平形相全表間间樣样與与關关各重新線线內内數数正心反你明看原又利比或但質质氣气第向"
    "道命此變变條条只沒没結结解問问意建月公無无系情者最立代想已通並并提直題题黨党程展果料象員员位入常文總总次品式活設设及管特件長长求老頭头"
    "基資资邊边流路級级少山統统接知將将組组見见計计別别手期根論论運运農农指區区強强決决被做必先回則则任取據据處处"
    "，。、；：？！（）《》“”　"
)
_REPLACEMENT = "\ufffd"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 65_536  # bytes that decide between encodings
_PLAUSIBLE = 0.15  # share of common characters among those outside ASCII; running Chinese has over 0.4
_STRAY = 2  # control characters that a text of any length may hold
_DAMAGE = 1_000  # one unreadable character in so many is a blemish of a page, not a wrong encoding


def parts(data: bytes) -> Parts:
    """The text as it is: line endings, invisible characters and stray NULs included, only a byte order mark taken away.

    Where lines end in carriage returns alone, as old Macs wrote them, line feeds stand in their places: else all is one
    line. Raises Refused("binary", "old_word", "rich_text", "archive", "encoding_unknown").
    """
    text, encoding = decode(data)
    return Parts(text if "\n" in text else text.replace("\r", "\n"), encoding)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises Refused as `parts` does."""
    for signature, reason in _SIGNATURES.items():
        if data.startswith(signature):
            raise Refused(reason)
    text, encoding = _decode(data)
    controls = len(_CONTROL.findall(text[:_SAMPLE]))
    if controls > _STRAY + min(len(text), _SAMPLE) // 50:
        raise Refused("binary")
    return text, encoding


def _decode(data: bytes) -> tuple[str, str]:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace"), name
    if b"~{" in data and (text := _hz(data)) is not None:
        return text, "hz"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # Chinese in UTF-16 without a mark is hardly ever valid UTF-8, but ASCII in UTF-16 is: every other byte NUL.
        if text.count("\0") * 4 <= len(text):
            return text, "utf-8"
    return _marred_utf8(data) or _chinese(data) or _guess(data)


def _hz(data: bytes) -> str | None:
    """HZ (RFC 1843), Chinese in seven bits as ~{...~}, which is valid UTF-8 too; None when that is not what it is."""
    try:
        text = data.decode("hz") if data.isascii() else ""
    except UnicodeDecodeError:
        return None
    foreign = [char for char in text if char >= "\x80"]
    return text if sum(char in _COMMON for char in foreign) > _PLAUSIBLE * len(foreign) else None


def _marred_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 with a few broken characters (cut at the end, spliced by a crawler), which become U+FFFD."""
    text = data.decode("utf-8", "replace")
    broken = text.count(_REPLACEMENT)
    beyond_ascii = len(data) - len(text)
    if "\0" not in text and broken * _DAMAGE <= len(text) + _DAMAGE and beyond_ascii > 4 * broken:
        return text, "utf-8"
    return None


def _chinese(data: bytes) -> tuple[str, str] | None:
    """The encoding of the Chinese family under which the text reads most like Chinese; None when none does."""
    sample = data[:_SAMPLE]
    encodings = ["gb18030", "big5hkscs"]
    if b"\0" in sample or len(data) % 2 == 0:
        encodings += ["utf-16-le", "utf-16-be"]
    scored = [(score, encoding) for encoding in encodings if (score := _plausibility(sample, encoding)) >= _PLAUSIBLE]
    if not scored:
        return None
    best = max(scored, key=lambda pair: pair[0])[1]
    text = data.decode(best, "replace")
    return None if text.count(_REPLACEMENT) * _DAMAGE > len(text) + _DAMAGE else (text, best)


def _plausibility(sample: bytes, encoding: str) -> float:
    """The share of common Chinese characters among those outside ASCII, unreadable ones counted against it."""
    text = sample.decode(encoding, "replace")
    foreign = [char for char in text if char >= "\x80"]
    if not foreign or len(foreign) * 50 < len(text):
        return 0.0
    common = sum(char in _COMMON for char in foreign) - 10 * max(0, text.count(_REPLACEMENT) - 1)
    return common / len(foreign)


def _guess(data: bytes) -> tuple[str, str]:
    if b"\0" in data[:_SAMPLE]:
        raise Refused("binary")
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise Refused("encoding_unknown")
    text = data.decode(best.encoding, "replace")
    if text.count(_REPLACEMENT) * 100 > len(text) + 100:
        raise Refused("encoding_unknown")
    return text, best.encoding

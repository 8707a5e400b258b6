"""Every key under which a statute can be found: its title, declared names, and variants that follow from a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from citecheck.model import Level, NameKind
from citecheck.normalize import title_key
from citecheck.store.catalogue import NameRow, StatuteRow

# An organ of the state in front of 关于: 最高人民法院、最高人民检察院关于…. A title with a region in it is left alone:
# 北京市高级人民法院 is not just any court, and a region is never stripped.
_ISSUED = re.compile(r"(?P<issuers>[^《》]{2,60}?(?:院|会|部|局|署|委|厅|行|办公室|法制办))(?P<rest>关于.+)")
_REGION = re.compile(r"省|市|自治|特别行政区|县|州|盟|兵团")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to a statute; `statute` is "" where an ambiguous name's candidates are not listed."""

    key: str
    statute: str
    kind: NameKind
    ambiguous: bool = False


def all_names(statutes: Iterable[StatuteRow], declared: Iterable[NameRow]) -> tuple[Name, ...]:
    """Every name, sorted by key and statute.

    A title outranks a declared name, a declared name outranks a variant made by rule: a key means only what its
    highest rank says. A declared name that leads to several statutes is ambiguous. Homonyms, which share a title,
    and instruments that a variant brings together (one issued by the court, a later one with the procuratorate) are
    several matches, but not ambiguous in this sense: the day may leave one of them.
    """
    statutes = tuple(statutes)
    ranks: list[dict[str, list[Name]]] = [{}, {}, {}]
    for row in statutes:
        _put(ranks[0], Name(title_key(row.title), row.id, NameKind.TITLE))
    for name in declared:
        _put(ranks[1], Name(title_key(name.name), name.statute, name.kind, name.ambiguous))
    for row in statutes:
        for variant in variants(row):
            _put(ranks[2], Name(variant, row.id, NameKind.VARIANT))

    chosen: list[Name] = []
    for key in sorted(set().union(*ranks) - {""}):
        rank = next(rank for rank in ranks if key in rank)
        found = {name.statute: name for name in reversed(rank[key])}  # the first declaration of a statute stays
        ambiguous = rank is ranks[1] and (len(found) > 1 or any(name.ambiguous for name in found.values()))
        chosen.extend(Name(key, statute, found[statute].kind, ambiguous) for statute in sorted(found))
    return tuple(chosen)


def variants(statute: StatuteRow) -> Iterator[str]:
    """The keys by which people cite the title with its issuer, its 关于 or its inner marks left out or put in."""
    key = title_key(statute.title)
    forms = {key}
    if statute.level is not Level.LOCAL_REGULATION:
        issued = _ISSUED.fullmatch(title_key(statute.title))
        if issued and not _REGION.search(issued["issuers"]):
            forms |= {issued["rest"], issued["issuers"] + issued["rest"].removeprefix("关于")}
            forms |= {title_key(issuer) + issued["rest"] for issuer in _issuers(statute)}
        elif key.startswith("关于"):
            forms |= {title_key(statute.issuer) + key} if statute.issuer else set()
            forms |= {title_key(issuer) + key for issuer in _issuers(statute)}
        forms |= {form.removeprefix("关于") for form in forms}
    forms |= {form.replace("《", "").replace("》", "") for form in forms}
    yield from sorted(forms - {key, ""})


def _issuers(statute: StatuteRow) -> tuple[str, ...]:
    """Each organ of a joint instrument by itself."""
    return tuple(part for part in re.split(r"[、，,;；\s]+", statute.issuer) if part)


def _put(rank: dict[str, list[Name]], name: Name) -> None:
    rank.setdefault(name.key, []).append(name)

"""Every regular expression of ours, and how its time grows: `python -m citecheck.dev.fuzz.regexes`.

An expression is tried on texts that its own structure makes: what one of its repetitions repeats, again and again,
behind what stands before that repetition, is what makes it try every way to part a text. Growth is measured in small
steps, so that an exponential one shows at thirty characters and not at a million.
"""

from __future__ import annotations

import ast
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice, product
from math import log
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any, TypeVar

import citecheck

_T = TypeVar("_T")
PACKAGE = Path(citecheck.__file__).parent
_FUNCTIONS = frozenset(("compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"))
_STEPS = (16, 20, 24, 28, 34, 40, 48, 64, 90, 128, 256, 512, 1_024, 4_096, 16_384, 65_536)
_NOTHING = 0.004  # seconds: less than the clock and the rest of the machine let one measure
_ENOUGH = 0.15  # seconds: long enough to tell how it grows
_LINEAR = 1.5  # the most that the exponent of a time may be, measured amid noise: 2 is quadratic
_PLAIN = 1.8  # what is so great is not linear, however busy the machine
_ATTACKS = 90  # on one expression


@dataclass(frozen=True, slots=True)
class Regex:
    """One expression and where it stands; `name` is what it is assigned to, `method` the function of `re` it is for."""

    module: str
    line: int
    name: str
    pattern: str | bytes
    flags: int
    method: str = "compile"

    @property
    def compiled(self) -> re.Pattern[Any]:
        return re.compile(self.pattern, self.flags)

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.name}"


def modules() -> dict[str, Path]:
    """The source of each module, by its name below citecheck; developer tools left out."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] != "dev" and parts[-1] != "__main__":
            found[".".join(parts).removesuffix("__init__").removesuffix(".")] = path
    return found


@cache
def regexes() -> tuple[Regex, ...]:
    """All of them. Raises LookupError for one that cannot be read from the source."""
    return tuple(regex for module, path in modules().items() for regex in _regexes(module, path))


def _regexes(module: str, path: Path) -> Iterator[Regex]:
    tree = ast.parse(path.read_text("utf-8"))
    names = {node.value: ast.unparse(node.targets[0]) for node in ast.walk(tree) if isinstance(node, ast.Assign)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func.value) == "re"
            and node.func.attr in _FUNCTIONS
        ):
            pattern = _value(module, node.args[0])
            flags = [keyword.value for keyword in node.keywords if keyword.arg == "flags"]
            flags += node.args[1:2] if node.func.attr == "compile" else []
            if isinstance(pattern, str | bytes):
                flag = int(_value(module, flags[0])) if flags else 0
                yield Regex(module, node.lineno, names.get(node, node.func.attr), pattern, flag, node.func.attr)


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """(where it stands, pattern) of each compiled expression that a module of ours holds, however it came by it.

    A module whose extra is not installed is passed over; what its source says is read by `regexes` all the same.
    """
    for name in modules():
        try:
            module = _imported(name)
        except ModuleNotFoundError as missing:
            if (missing.name or "").startswith("citecheck"):
                raise
            continue
        for key, value in vars(module).items():
            yield from ((f"{name} {key}", pattern) for pattern in _held(value))


def _held(value: object) -> Iterator[re.Pattern[Any]]:
    match value:
        case re.Pattern():
            yield value
        case dict():
            for one in [*value, *value.values()]:
                yield from _held(one)
        case tuple() | list() | set() | frozenset():
            for one in value:
                yield from _held(one)
        case type() if value.__module__.startswith("citecheck"):
            for key, one in vars(value).items():
                if not key.startswith("__"):
                    yield from _held(one)


def _imported(module: str) -> ModuleType:
    return import_module(f"citecheck.{module}".removesuffix("."))


def _value(module: str, node: ast.expr) -> Any:
    with suppress(ValueError):  # most say it outright, and the module need not be loaded, whose extra may be missing
        return ast.literal_eval(node)
    try:
        return eval(compile(ast.Expression(node), "<regex>", "eval"), vars(_imported(module)))
    except NameError as error:
        raise LookupError(f"{module}:{node.lineno}: the expression depends on {error.name}") from error


# ── hostile texts ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Attack:
    """A text of any length: the head, the piece as often as it fits, and an end that no expression expects."""

    head: str
    piece: str

    def text(self, characters: int) -> str:
        return self.head + self.piece * (characters // len(self.piece)) + "\x01"

    def __str__(self) -> str:
        return f"{self.head[:20]!r} + {self.piece[:40]!r}…"


def attacks(regex: Regex) -> list[Attack]:
    """What each of its repetitions repeats, behind what leads there; its characters, pairs of them, and wholes."""
    tree = _parser.parse(regex.pattern, regex.flags)
    repeats = [Attack(head, way) for head, way in _repeats(tree, "") if way]
    single = list(dict.fromkeys(_characters(tree)))
    wholes = [_sample(tree, more) for more in (0, 1, 2)]
    pairs = ["".join(pair) for pair in product(_few(single, 5), repeat=2) if pair[0] != pair[1]]
    pieces = [*wholes, *(whole[:-1] for whole in wholes), *(whole[1:] for whole in wholes), *_few(single, 30), *pairs]
    found = list(dict.fromkeys(Attack("", piece) for piece in pieces if piece))
    return [*found, *_few([one for one in dict.fromkeys(repeats) if one not in found], _ATTACKS - len(found))]


def _few(all_of_them: list[_T], most: int) -> list[_T]:
    """At most so many, from all parts of the list."""
    return all_of_them[:: -(-len(all_of_them) // most)] if all_of_them else []


def _repeats(tree: Any, head: str) -> Iterator[tuple[str, str]]:
    """(what stands before it, what it repeats) for each repetition, with each way to write what it repeats."""
    for kind, value in tree:
        match kind:
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                if value[1] > 1:
                    yield from ((head, way) for way in _ways(value[2]))
                yield from _repeats(value[2], head)
            case sre.BRANCH:
                for branch in value[1]:
                    yield from _repeats(branch, head)
            case sre.SUBPATTERN:
                yield from _repeats(value[3], head)
            case sre.ATOMIC_GROUP:
                yield from _repeats(value, head)
            case sre.ASSERT | sre.ASSERT_NOT:
                yield from _repeats(value[1], head)
        head += _sample([(kind, value)], 0)


def _ways(tree: Any) -> Iterator[str]:
    """A text for each way that the tree begins by parting, and for each of the characters that it may be."""
    if len(tree) == 1:
        ((kind, value),) = tree
        match kind:
            case sre.SUBPATTERN:
                yield from _ways(value[3])
                return
            case sre.BRANCH:
                for branch in value[1]:
                    yield from _ways(branch)
                return
            case sre.IN:
                yield from islice(_members(value), 12)
                return
    yield from (_sample(tree, more) for more in (0, 1))


def _characters(tree: Any) -> Iterator[str]:
    for kind, value in tree:
        match kind:
            case sre.LITERAL:
                yield chr(value)
            case sre.NOT_LITERAL | sre.ANY:
                yield "文"
            case sre.IN:
                yield from islice(_members(value), 3)
            case sre.BRANCH:
                for branch in value[1]:
                    yield from _characters(branch)
            case sre.SUBPATTERN:
                yield from _characters(value[3])
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                yield from _characters(value[2])
            case sre.ATOMIC_GROUP:
                yield from _characters(value)
            case sre.ASSERT | sre.ASSERT_NOT:
                yield from _characters(value[1])


_CATEGORIES = {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a"}


def _members(members: Any) -> Iterator[str]:
    """Characters of a class, one for each of its parts."""
    if members[0][0] is sre.NEGATE:
        taken = {chr(value) for kind, value in members if kind is sre.LITERAL}
        yield next(char for char in "文a1 ，（" if char not in taken)
        return
    for kind, value in members:
        match kind:
            case sre.LITERAL:
                yield chr(value)
            case sre.RANGE:
                yield chr(value[0])
            case sre.CATEGORY:
                yield _CATEGORIES.get(value, "文")


def _sample(tree: Any, more: int) -> str:
    """A text like those that the expression matches, with each repetition taken `more` times beyond its least."""
    text = ""
    for kind, value in tree:
        match kind:
            case sre.LITERAL:
                text += chr(value)
            case sre.NOT_LITERAL | sre.ANY:
                text += "文"
            case sre.IN:
                text += next(_members(value))
            case sre.BRANCH:
                text += _sample(value[1][more % len(value[1])], more)
            case sre.SUBPATTERN:
                text += _sample(value[3], more)
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                text += _sample(value[2], more) * min(value[0] + more, value[1], 40)
            case sre.ATOMIC_GROUP:
                text += _sample(value, more)
            case sre.ASSERT if value[0] < 0:
                text += _sample(value[1], more)
    return text


# ── growth ───────────────────────────────────────────────────────────────────────────────────────────────────────


def searched(regex: Regex) -> Callable[[str], object]:
    """The expression searched for from one end of a text to the other, by `sub`: `finditer` takes twice as long."""
    empty: Any = "" if isinstance(regex.pattern, str) else b""
    return _tried(regex, lambda pattern, text: pattern.sub(empty, text))


def matched(regex: Regex) -> Callable[[str], object]:
    """The expression tried at one place, as `match` and `fullmatch` do."""
    return _tried(regex, lambda pattern, text: (pattern.match(text), pattern.fullmatch(text)))


def _tried(regex: Regex, run: Callable[[re.Pattern[Any], Any], object]) -> Callable[[str], object]:
    pattern = regex.compiled
    if isinstance(regex.pattern, str):
        return lambda text: run(pattern, text)
    return lambda text: run(pattern, text.encode("latin-1", "replace"))


def used(regex: Regex) -> Callable[[Regex], Callable[[str], object]]:
    """`matched` for one that the source only tries at places that it knows, else `searched`."""
    called = {regex.method} if regex.method != "compile" else _called().get(regex.name, {""})
    return matched if called <= {"match", "fullmatch"} else searched


@cache
def _called() -> dict[str, set[str]]:
    """The methods of `re` that are called on each name, in whatever module; "" where it is handed on to a function."""
    found: dict[str, set[str]] = {}
    for path in modules().values():
        tree = ast.parse(path.read_text("utf-8"))
        owners = {node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr=method):
                    if method in _FUNCTIONS:
                        found.setdefault(name, set()).add(method)
                case ast.Name(id=name, ctx=ast.Load()) if node not in owners:
                    found.setdefault(name, set()).add("")
    return found


def seconds(run: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()
    run(text)
    return time.thread_time() - begun


@dataclass(frozen=True, slots=True)
class Growth:
    """How long the longest text of an attack took, and to which power of the length it had grown there."""

    attack: Attack
    characters: int
    seconds: float
    exponent: float

    @property
    def linear(self) -> bool:
        return self.seconds < _NOTHING or self.exponent < _LINEAR


def growth(run: Callable[[str], object], attack: Attack, longest: int = _STEPS[-1]) -> Growth:
    """How the time of `run` grows, up to the first text that takes long enough, or of the longest that is asked for."""
    characters, took, exponent = 0, 0.0, 0.0
    for size in _STEPS:
        if size > longest:
            break
        text = attack.text(size)
        now = seconds(run, text)
        if 0.002 < now < _ENOUGH:  # worth measuring: the clock, and what else the machine does, are below that
            now = min(now, seconds(run, text))
        exponent = log(now / took) / log(size / characters) if took > 0 and now > 0 else 0.0
        characters, took = size, now
        if took > _ENOUGH:
            break
    return Growth(attack, characters, took, exponent)


def worst(regex: Regex, how: Callable[[Regex], Callable[[str], object]] = searched) -> Growth:
    """The first attack under which the expression, `searched` or `matched`, is not linear, or else the slowest one."""
    run = how(regex)
    slowest = None
    for attack in attacks(regex):
        found = growth(run, attack)
        if not found.linear and found.exponent < _PLAIN:  # the machine may have been busy
            found = growth(run, attack)
        if not found.linear:
            return found
        if slowest is None or found.seconds * slowest.characters > slowest.seconds * found.characters:
            slowest = found
    if slowest is None:
        raise LookupError(f"{regex}: no text can be made for it")
    return slowest


def main() -> int:
    """Prints every expression that is not linear; exit code 1 when there is one."""
    found = 0
    for regex in regexes():
        most = worst(regex)
        if not most.linear:
            found += 1
            told = f"{most.seconds:.3f} s for {most.characters} characters of {most.attack}: n ** {most.exponent:.1f}"
            print(f"{regex}: {told}", flush=True)  # as they come: it takes minutes
    print(f"{len(regexes())} expressions, {found} not linear when searched for in any text")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())

"""Every regular expression of ours, and how its time grows: `python -m citecheck.dev.fuzz.regexes`.

An expression is searched for in texts made of its own words, repeated: a piece of what it matches, again and again, is
what makes an expression try every way to part a text. Growth is measured in small steps, so that an exponential one
shows at thirty characters and not at a million.
"""

from __future__ import annotations

import ast
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import product
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import citecheck

PACKAGE = Path(citecheck.__file__).parent
_FUNCTIONS = frozenset(("compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"))
_STEPS = (16, 20, 24, 28, 34, 40, 48, 64, 90, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536)
_QUICK = 4_096  # characters: what is read in no time then is followed no further
_NOTHING = 0.004  # seconds: less than the clock and the rest of the machine let one measure
_ENOUGH = 0.15  # seconds: what takes so long at some thousand characters is not linear


@dataclass(frozen=True, slots=True)
class Regex:
    """One expression and where it stands; `place` is module:line, `name` what it is assigned to."""

    module: str
    line: int
    name: str
    pattern: str | bytes
    flags: int

    @property
    def compiled(self) -> re.Pattern[Any]:
        return re.compile(self.pattern, self.flags)

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.name}"


@cache
def regexes() -> tuple[Regex, ...]:
    """All of them, developer tools left out. Raises LookupError for one that cannot be read from the source."""
    return tuple(regex for path in sorted(PACKAGE.rglob("*.py")) for regex in _regexes(path))


def _regexes(path: Path) -> Iterator[Regex]:
    relative = path.relative_to(PACKAGE)
    if relative.parts[0] == "dev":
        return
    name = ".".join(("citecheck", *relative.with_suffix("").parts)).removesuffix(".__init__")
    tree = ast.parse(path.read_text("utf-8"))
    names = {node.value: ast.unparse(node.targets[0]) for node in ast.walk(tree) if isinstance(node, ast.Assign)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func.value) == "re"
            and node.func.attr in _FUNCTIONS
        ):
            pattern = _value(name, node.args[0])
            flags = [keyword.value for keyword in node.keywords if keyword.arg == "flags"]
            flags += node.args[1:2] if node.func.attr == "compile" else []
            if isinstance(pattern, str | bytes):
                flag = int(_value(name, flags[0])) if flags else 0
                yield Regex(
                    name.removeprefix("citecheck."), node.lineno, names.get(node, node.func.attr), pattern, flag
                )


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """(where it stands, pattern) of each compiled expression that a module of ours holds, however it came by it.

    A module whose extra is not installed is passed over; what its source says is read by `regexes` all the same.
    """
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        if relative.parts[0] == "dev" or relative.name == "__main__.py":
            continue
        name = ".".join(("citecheck", *relative.with_suffix("").parts)).removesuffix(".__init__")
        try:
            module = import_module(name)
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


def _value(module: str, node: ast.expr) -> Any:
    try:
        return eval(compile(ast.Expression(node), "<regex>", "eval"), vars(import_module(module)))
    except NameError as error:
        raise LookupError(f"{module}:{node.lineno}: the expression depends on {error.name}") from error


# ── hostile texts ────────────────────────────────────────────────────────────────────────────────────────────────


def pieces(regex: Regex) -> list[str]:
    """What to repeat: characters that the expression looks for, pairs of them, and wholes that it matches."""
    tree = _parser.parse(regex.pattern, regex.flags)
    single = list(dict.fromkeys(_characters(tree)))
    chosen = single if len(single) <= 10 else single[:: len(single) // 10 + 1]
    wholes = [_sample(tree, more) for more in (0, 1, 2)]
    pairs = ["".join(pair) for pair in product(chosen[:4], repeat=2) if pair[0] != pair[1]]
    found = [*chosen, *pairs, *wholes, *(whole[:-1] for whole in wholes), *(whole[1:] for whole in wholes)]
    return [piece for piece in dict.fromkeys(found) if piece]


def _characters(tree: Any) -> Iterator[str]:
    for kind, value in tree:
        match kind:
            case sre.LITERAL:
                yield chr(value)
            case sre.NOT_LITERAL | sre.ANY:
                yield "文"
            case sre.IN:
                yield _of_class(value)
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


def _of_class(members: Any) -> str:
    negated = members[0][0] is sre.NEGATE
    for kind, value in members:
        match kind:
            case sre.LITERAL if not negated:
                return chr(value)
            case sre.RANGE if not negated:
                return chr(value[0])
            case sre.CATEGORY if not negated:
                return {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a"}.get(value, "文")
    taken = {chr(value) for kind, value in members if kind is sre.LITERAL} if negated else set()
    return next(char for char in "文a1 ，（" if char not in taken)


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
                text += _of_class(value)
            case sre.BRANCH:
                text += _sample(value[1][more % len(value[1])], more)
            case sre.SUBPATTERN:
                text += _sample(value[3], more)
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                text += _sample(value[2], more) * min(value[0] + more, value[1], 40)
            case sre.ATOMIC_GROUP:
                text += _sample(value, more)
    return text


# ── growth ───────────────────────────────────────────────────────────────────────────────────────────────────────


def searched(regex: Regex) -> Callable[[str], None]:
    """The expression searched for from one end of a text to the other, as `finditer` does."""
    finditer = regex.compiled.finditer

    def run(text: str) -> None:
        for _ in finditer(text if isinstance(regex.pattern, str) else text.encode("latin-1", "replace")):
            pass

    return run


def matched(regex: Regex) -> Callable[[str], None]:
    """The expression tried at one place, as `match` and `fullmatch` do, behind each beginning of what it matches."""
    pattern, heads = regex.compiled, _heads(regex)

    def run(text: str) -> None:
        for head in heads:
            whole: Any = head + text if isinstance(regex.pattern, str) else (head + text).encode("latin-1", "replace")
            pattern.match(whole)
            pattern.fullmatch(whole)

    return run


def _heads(regex: Regex) -> list[str]:
    tree = _parser.parse(regex.pattern, regex.flags)
    wholes = [_sample(tree, more)[:12] for more in (0, 1)]
    return list(dict.fromkeys(whole[:end] for whole in wholes for end in range(len(whole) + 1)))


def text_of(piece: str, characters: int) -> str:
    """The piece as often as it fits, and an end that no expression expects."""
    return piece * (characters // len(piece)) + "\x01"


def seconds(run: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()
    run(text)
    return time.thread_time() - begun


@dataclass(frozen=True, slots=True)
class Growth:
    """The worst piece found: how long the longest text took, and how many times longer than one half as long."""

    piece: str
    characters: int
    seconds: float
    ratio: float

    @property
    def linear(self) -> bool:
        return self.seconds < _NOTHING or self.ratio < 2.9


def growth(run: Callable[[str], object], piece: str) -> Growth:
    """How the time of `run` grows with the repetitions of the piece, up to the first text that takes too long."""
    before = took = 0.0
    characters = 0
    for characters in _STEPS:
        before, took = took, seconds(run, text_of(piece, characters))
        if took > 0.002:  # worth measuring: the clock, and what else the machine does, are below that
            took = min(took, seconds(run, text_of(piece, characters)))
        if took > _ENOUGH or (characters >= _QUICK and took < _NOTHING):
            break
    return Growth(piece, characters, took, took / before if before else 0.0)


def worst(regex: Regex, used: Callable[[Regex], Callable[[str], None]] = searched) -> Growth:
    """The piece on which the expression, `searched` or `matched`, takes longest, measured."""
    run = used(regex)
    return max((growth(run, piece) for piece in pieces(regex)), key=lambda one: (not one.linear, one.seconds))


def main() -> int:
    """Prints every expression that is not linear; exit code 1 when there is one."""
    found = 0
    for regex in regexes():
        most = worst(regex)
        if not most.linear:
            found += 1
            print(  # as they come: it takes minutes
                f"{regex}: {most.seconds:.3f} s for {most.characters} of {most.piece[:40]!r}, x{most.ratio:.1f}",
                flush=True,
            )
    print(f"{len(regexes())} expressions, {found} not linear when searched for in any text")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())

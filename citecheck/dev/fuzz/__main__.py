"""`python -m citecheck.dev.fuzz --seconds N [--target NAME]...`: each target in a process of its own, for N seconds.

With atheris (the engine by default where it is installed) branches of our modules guide the mutations; the engine
`random` needs nothing and is several times faster, so it reaches far more inputs. Exit codes: 0 nothing found, 1 a law
was broken (the input is kept in --findings), 3 a target could not be run.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from importlib.util import find_spec
from pathlib import Path

from citecheck.dev.fuzz.targets import IN_MEMORY, TARGETS, Target

_RUNS = re.compile(r"(?:Done (\d+) runs in (\d+) second|stat::number_of_executed_units:\s*(\d+))")
_LIMITS = ("-timeout=20", "-rss_limit_mb=1500")


def main() -> int:
    """Runs what the arguments ask for, and prints a line for each target."""
    parser = argparse.ArgumentParser(prog="citecheck.dev.fuzz", description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    parser.add_argument("--target", action="append", choices=TARGETS, help="only this one; may be repeated")
    engine = "atheris" if find_spec("atheris") else "random"
    parser.add_argument("--engine", choices=["atheris", "random"], default=engine)
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir(), "citecheck-findings"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)  # this process fuzzes itself
    given = parser.parse_args()
    chosen = [TARGETS[name] for name in given.target or TARGETS]
    if given.inside:
        return fuzz(chosen[0], given.engine, given.seconds, given.seed, given.findings)
    given.findings.mkdir(parents=True, exist_ok=True)
    if any(target.store for target in chosen):
        from citecheck.store import open_store  # not above: what is imported before the fuzzer does not guide it

        open_store().close()  # built here, in seconds, and not by instrumented code within the time of a target
    worst = total = 0
    for target in chosen:
        code, runs, took, told = _apart(target, given.engine, given.seconds, given.seed, given.findings)
        total += runs
        found = "ok" if code == 0 else "FOUND"
        print(f"{target.name:14} {given.engine:8} {runs:>10} runs {took:7.0f} s  {found}", flush=True)
        if code:
            print(told, flush=True)
        worst = max(worst, code)
    print(f"{'total':14} {given.engine:8} {total:>10} runs")
    return worst


def _apart(target: Target, engine: str, seconds: int, seed: int, findings: Path) -> tuple[int, int, float, str]:
    """(exit code, runs, seconds, the end of what was told) of the target in a process of its own."""
    command = [sys.executable, "-m", "citecheck.dev.fuzz", "--inside", "--target", target.name, "--engine", engine]
    command += ["--seconds", str(seconds), "--seed", str(seed), "--findings", str(findings)]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="citecheck-fuzz-", dir=IN_MEMORY) as scratch:  # atheris tidies nothing
        ended = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"TMPDIR": scratch})
    told = (ended.stderr + ended.stdout).decode("utf-8", "replace")
    runs = max((int(one or other) for one, _, other in _RUNS.findall(told)), default=0)
    code = 0 if ended.returncode == 0 else 1 if runs or "Error" in told else 3
    return code, runs, time.monotonic() - begun, told[-4000:]


def fuzz(target: Target, engine: str, seconds: int, seed: int, findings: Path) -> int:
    """Fuzzes the target in this process; with atheris it ends the process itself."""
    if engine == "atheris":
        return _with_atheris(target, seconds, seed, findings)
    return _at_random(target, seconds, seed, findings)


def _with_atheris(target: Target, seconds: int, seed: int, findings: Path) -> int:
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

    with atheris.instrument_imports(include=list(target.modules)):
        for data in target.seeds:
            target.run(data)  # imports what it needs
    corpus = Path(tempfile.mkdtemp(prefix="citecheck-corpus-"))
    for number, data in enumerate(target.seeds):
        (corpus / str(number)).write_bytes(data)
    words = [sys.argv[0], f"-max_total_time={seconds}", f"-max_len={target.longest}", f"-seed={seed}", *_LIMITS]
    words += ["-print_final_stats=1", f"-artifact_prefix={findings}/{target.name}-", str(corpus)]
    atheris.Setup(words, target.run)
    atheris.Fuzz()
    return 0


def _at_random(target: Target, seconds: int, seed: int, findings: Path) -> int:
    chance = random.Random(f"{seed}:{target.name}")
    begun, runs = time.monotonic(), 0
    while (passed := time.monotonic() - begun) < seconds:
        for _ in range(50):
            data = _mutated(target, chance)
            try:
                target.run(data)
            except Exception:
                place = findings / f"{target.name}-{runs}"
                place.write_bytes(data)
                traceback.print_exc()
                print(f"Done {runs} runs in {passed:.0f} second(s); input kept in {place}: {data!r}", file=sys.stderr)
                return 1
            runs += 1
    print(f"Done {runs} runs in {passed:.0f} second(s)", file=sys.stderr)
    return 0


def _mutated(target: Target, chance: random.Random) -> bytes:
    """Random bytes, or a seed with some bytes exchanged, or two seeds spliced."""
    match chance.randrange(3):
        case 0:
            return chance.randbytes(chance.randrange(1, target.longest))
        case 1:
            data = bytearray(chance.choice(target.seeds))
            for _ in range(chance.randrange(1, 6)):
                at = chance.randrange(0, len(data) + 1) & ~1
                data[at : at + chance.choice((0, 2, 2, 4))] = chance.randbytes(chance.choice((0, 2, 2, 4)))
            return bytes(data)
        case _:
            one, other = chance.choice(target.seeds), chance.choice(target.seeds)
            return one[: chance.randrange(len(one)) & ~1] + other[chance.randrange(len(other)) & ~1 :]


if __name__ == "__main__":
    sys.exit(main())

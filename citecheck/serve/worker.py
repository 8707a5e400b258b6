"""A worker process: opens the store once, then answers the questions on its standard input, one after the other."""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from citecheck.serve.channel import LEAD, head_of, lengths, packed
from citecheck.serve.limits import Limits


def main(arguments: list[str]) -> None:
    """Answer until the server closes the pipe, which it also does by dying."""
    path, limits = Path(arguments[0]), Limits(**json.loads(arguments[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    bound_memory(limits.address_space)

    from citecheck.serve.desk import Desk
    from citecheck.store import StatuteStore

    with StatuteStore.open(path) as store:
        desk = Desk(store, seconds=limits.document)
        desk.warm_up()
        _tell(answers, packed(desk.about()))
        while lead := questions.read(LEAD):
            head, body = lengths(lead)
            question = head_of(questions.read(head))
            answer = desk.answer(question, questions.read(body))
            _tell(answers, answer.packed(peak=peak_memory()))


def _tell(stream: BinaryIO, words: bytes) -> None:
    stream.write(words)
    stream.flush()


def bound_memory(most: int) -> None:
    """Let this process have no more than `most` bytes of addresses, where the system can see to that."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def peak_memory() -> int:
    """The most bytes of memory that this process has ever held; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main(sys.argv[1:])

"""Errors about our program. (What is wrong with a document is a finding, never an error.)

A message says what we were doing, to what, what stood in the way, and what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """A fact of an error that is a sentence itself: an English template with the facts in it."""

    template: str
    facts: Mapping[str, object]

    def __str__(self) -> str:
        return english(self.template, self.facts)


def english(template: str, facts: Mapping[str, object]) -> str:
    """The template with the facts in it, a tuple of them as a list; as it is, braces and all, when there are none."""
    listed = {name: ", ".join(map(str, fact)) if isinstance(fact, tuple) else fact for name, fact in facts.items()}
    return template.format(**listed) if facts else template


def lines(sentences: Sequence[Sentence]) -> Sentence:
    """The sentences as one fact, a line each."""
    numbered = {f"line_{number}": sentence for number, sentence in enumerate(sentences)}
    return Sentence("\n  ".join(f"{{{name}}}" for name in numbered), numbered)


def why_unread(error: Exception) -> object:
    """Why a file cannot be read: what the system says or, where the file is damaged, how."""
    return error if isinstance(error, OSError) else Sentence("{damage}", {"damage": error})


class CitecheckError(Exception):
    """The family that the command line turns into a message and exit code 3.

    `message` and `remedy` are English and, with `facts`, templates in which {name} stands for a fact; report/messages
    has them in other languages, by these templates. `self.message` and `self.remedy` are the English sentences.
    A fact that is a reason in English, what the system says included, is put into the other language where that has it.
    """

    def __init__(self, message: str, *, remedy: str | None = None, **facts: object) -> None:
        self.templates = message, remedy
        self.facts = facts
        self.message = english(message, facts)
        self.remedy = english(remedy, facts) if remedy else remedy
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message}\n  {self.remedy}" if self.remedy else self.message


class StoreError(CitecheckError):
    """The statute store is missing, foreign, damaged, or cannot be built."""


class CatalogueError(CitecheckError):
    """A file of statutes/ does not say what it must."""


class ReadError(CitecheckError):
    """An input could not be read as text."""


class UsageError(CitecheckError):
    """The command was called with words it cannot act on (exit code 2)."""

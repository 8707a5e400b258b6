"""Errors about our program. (What is wrong with a document is a finding, never an error.)

A message says what we were doing, to what, what stood in the way, and what to do next.
"""

from __future__ import annotations


class CitecheckError(Exception):
    """The family that the command line turns into a message and exit code 3.

    `message` and `remedy` are English and, with `facts`, templates in which {name} stands for a fact; report/messages
    has them in other languages, by these templates. `self.message` and `self.remedy` are the English sentences.
    """

    def __init__(self, message: str, *, remedy: str | None = None, **facts: object) -> None:
        self.templates = message, remedy
        self.facts = facts
        self.message = message.format(**facts) if facts else message
        self.remedy = remedy.format(**facts) if facts and remedy else remedy
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

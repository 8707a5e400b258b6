"""Document text → citations with their claims, and what was left unchecked."""

from citecheck.extract.extractor import extract
from citecheck.extract.titles import Names

__all__ = ["Names", "extract"]

"""Fuzzing of every parser of ours: `python -m citecheck.dev.fuzz --seconds 60`.

A target is a function of bytes that fails (AssertionError, or any exception that the parser does not declare) when a
law of the parser is broken. Bytes become text by a table of the words that the parser knows, so that a mutation of a
byte is a mutation of the grammar. What was found stands as rows in tests/fuzz/.
"""

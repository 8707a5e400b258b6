"""Bringing statute text up to date: the only package that makes requests.

    ask the source (flk, lawrefbook, just_laws, folder) → parse → plan → store, whole or not at all → tell

Nothing here is imported by the rest of the program but for the command line, when the command is `refresh`.
"""

"""From the corpora to the catalogue: `python -m citecheck.dev.derive --shared ../shared --out statutes`.

    corpora ──sources──▶ SourceText ──header──▶ Event ──history──▶ VersionFacts ──tables──▶ CSV

Same input, same bytes. Nothing of a text goes out but numbers, dates and titles.
"""

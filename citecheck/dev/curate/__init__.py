"""The curated half of the catalogue: repeals, names, correspondence, horizons, and statutes no corpus holds.

    python -m citecheck.dev.curate --shared ../shared --out statutes
    python -m citecheck.dev.curate.public --lawtext CHECKOUT --lawbot CHECKOUT --titles CHECKOUT

The first is deterministic and reads only ../shared, the installed data package and the tables beside this file. The second
takes facts (titles, dates, numbers of articles, repeals) from checkouts of public mirrors into two of those tables.
statutes/README.md says what each table is and how to correct it.
"""

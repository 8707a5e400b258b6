"""The curated half of the catalogue: repeals, names, correspondence, horizons, and statutes no corpus holds.

    python -m citecheck.dev.curate --shared ../shared --out statutes
    python -m citecheck.dev.curate.public --lawtext CHECKOUT --lawbot CHECKOUT --titles CHECKOUT \\
        --repeals statutes/repeals.csv

The first is deterministic: it reads only ../shared, the installed data package and the tables beside this file (and
takes ids and version keys from statutes.csv and versions.csv where they exist). The second takes facts (titles, dates,
numbers of articles, repeals, correspondence) from checkouts of public mirrors into three of those tables.
statutes/README.md says what each table is and how to correct it.
"""

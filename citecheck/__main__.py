"""`python -m citecheck` is the same program as `citecheck`."""

from citecheck.cli import main

main()

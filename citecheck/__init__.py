"""citecheck: which citations of Chinese law in a text to distrust."""

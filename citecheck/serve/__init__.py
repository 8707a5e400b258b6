"""The web page and the HTTP API.

One process listens and guards (app, guard, protocol); others, each with the store open, read, check and render what
was sent (worker, desk), so that a text that hangs or breaks one of them takes down nothing else (pool).
"""

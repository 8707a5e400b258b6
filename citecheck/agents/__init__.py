"""citecheck for language models: the tools of a Model Context Protocol server.

`tools` answers in plain values, `answers` is what they look like, `server` puts them behind the protocol. What stands
in a text that is checked comes back as data in named fields, cut and shown harmless, never as part of an instruction.
"""

"""citecheck in an editor: a language server that marks the citations to distrust while a text is written.

`positions` counts as editors do and `examining` checks one version of a text; `diagnostics`, `hover` and `actions` put
what was found into the words of the protocol, `pages` are files that a reader can open, `server` is the conversation.
"""

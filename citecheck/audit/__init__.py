"""Checking whole corpora: one function from Arrow record batch to Arrow record batch, and those who call it.

    inputs   files → entries → batches of schema.READ
    batch    audit_batch(batch, config) → batch of schema.OUT: pure, and all that an engine needs
    local    a process pool that writes a part file a shard and goes on where it was killed
    ray_engine, spark_engine    the same function under Ray Data and Spark
    summary, page               what the rows add up to: summary.json and report.html
    filter                      which documents to keep, for those who clean corpora

Needs the extra `audit` (orjson, pyarrow, warcio, matplotlib); nothing outside this package imports it.
"""

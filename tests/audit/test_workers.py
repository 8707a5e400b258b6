"""What the processes of a pool load."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MAKES_AN_ARRAY = """
import sys
from citecheck.audit import workers
if sys.argv[1] == "without":
    workers.without_pandas()
import pyarrow
pyarrow.array(["word"])
print("pandas" in sys.modules)
import pandas
print(pandas.asked_for)
"""


@pytest.mark.parametrize(("how", "loaded"), [("without", "False"), ("with", "True")])
def test_pandas_is_loaded_for_those_who_ask_for_it_only(tmp_path: Path, how: str, loaded: str) -> None:
    (tmp_path / "pandas.py").write_text("asked_for = True\n__version__ = '2.2.0'\nDataFrame = Series = Index = str\n")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", MAKES_AN_ARRAY, how]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=60)
    assert done.stdout.split() == [loaded, "True"], done.stderr

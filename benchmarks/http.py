"""Runs `http_calls`: CPU time of the client for a GET, against other clients.

The standard library has a package of this name too, and Python looks into the folder of
a script first. So this file moves that folder to the end, and steps aside if it was
imported by a library of another benchmark.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

here = str(Path(__file__).parent)
sys.path[:] = [*(folder for folder in sys.path if folder != here), here]

if __name__ == "__main__":
    importlib.import_module("http_calls").main()
else:
    del sys.modules[__name__]
    importlib.import_module(__name__)

"""Run every measurement: ``python -m bench``."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import bench

for found in pkgutil.iter_modules(bench.__path__, "bench."):
    if not found.name.endswith("__main__"):
        print(f"\n{found.name}")
        for line in import_module(found.name).lines():
            print(f"  {line}", flush=True)

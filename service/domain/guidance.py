"""A page of guidance: what a policy asks of people that no task can ask for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """``name`` stands in the address; ``text`` has the few marks that texts of forms may use; ``shared`` is there for every council."""

    name: str
    title: str
    text: str
    shared: bool = False

"""The handbook's counter-examples are what the product says and draws of these faults, word for word and line for line."""

from __future__ import annotations

import pytest

from tests.processes.counter_examples import CHAPTER, DRAWINGS, EXAMPLES, Example, drawing_of, text_of, written_in


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_counter_example_of_the_handbook_is_what_the_product_finds(example: Example) -> None:
    told = example.told()
    assert written_in(CHAPTER.read_text("utf-8"), example.name) == text_of(told)
    if example.plane:
        assert (DRAWINGS / f"{example.name}.svg").read_text("utf-8") == drawing_of(told, example)

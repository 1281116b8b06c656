"""The folder docs/procedures says of every diagram what it is now."""

from __future__ import annotations

import pytest

from tests.processes.handbook import FOLDER, Picture, Procedure, pages, shipped

LARGEST_BYTES = 150_000
PROCEDURES = shipped()
PAGES = pages()
PICTURES = [picture for procedure in PROCEDURES for picture in procedure.pictures]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_what_the_diagram_says(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == PAGES[name], "run make pictures"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.file)
def test_a_picture_is_there_and_small(picture: Picture) -> None:
    assert 0 < (FOLDER / picture.file).stat().st_size <= LARGEST_BYTES


def test_nothing_is_left_of_diagrams_that_are_no_more() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {picture.file for picture in PICTURES} | set(PAGES)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.path.stem)
def test_a_procedure_says_what_it_is_for(procedure: Procedure) -> None:
    assert procedure.name and procedure.purpose

"""Bundles: what a procedure reaches, what replaces what, and what a ZIP may hold."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from small_bundles import PACK, USER, bundle, diagram, form, task

from service.domain.errors import Invalid, NotFound, Unfit
from service.policy import archive
from service.policy.bundle import Library, rebuild
from service.policy.targets import from_archive, resolve

CALL = '<zeebe:calledElement processId="shared_step"/>'


@pytest.fixture
def library(tmp_path: Path) -> Library:
    own, shared = tmp_path / "processes" / "ashdale", tmp_path / "processes" / "shared"
    forms = tmp_path / "forms" / "ashdale"
    for folder in (own, shared, forms):
        folder.mkdir(parents=True)
    (own / "ask.bpmn").write_bytes(diagram(task(), task("A_Call", tag="callActivity", extension=CALL)))
    (own / "policy.toml").write_text(PACK, "utf-8")
    (shared / "step.bpmn").write_bytes(
        diagram(task(extension=USER.replace("form-a", "form-s")), process_properties="", process_id="shared_step")
    )
    (forms / "form-a.form").write_bytes(form())
    (forms / "form-s.form").write_bytes(form("form-s"))
    (forms / "lost.form").write_bytes(form("form-lost"))
    return Library(tmp_path / "processes", tmp_path / "forms")


ALL = [
    "forms/ashdale/form-a.form",
    "forms/ashdale/form-s.form",
    "processes/ashdale/ask.bpmn",
    "processes/ashdale/policy.toml",
    "processes/shared/step.bpmn",
]


def test_a_bundle_holds_what_the_procedure_reaches_through_shared_ones_too(library: Library) -> None:
    assert sorted(library.bundle("ashdale", "ash_ask").files) == ALL


def test_a_library_knows_its_councils_procedures_and_unused_files(library: Library) -> None:
    assert (library.councils(), library.procedures("ashdale"), library.unused("ashdale")) == (
        ("ashdale",),
        ("ash_ask",),
        ("forms/ashdale/lost.form",),
    )


def test_a_council_s_own_form_stands_before_the_shared_one(library: Library, tmp_path: Path) -> None:
    (tmp_path / "forms" / "shared").mkdir()
    (tmp_path / "forms" / "shared" / "form-a.form").write_bytes(form())
    assert "forms/shared/form-a.form" not in library.bundle("ashdale", "ash_ask").files


def test_an_unknown_procedure_is_not_found_and_a_broken_diagram_is_named(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        library.bundle("ashdale", "ash_gone")
    (tmp_path / "processes" / "ashdale" / "gone.bpmn").write_bytes(b"<x")
    with pytest.raises(Unfit) as caught:
        library.bundle("ashdale", "ash_gone")
    assert [finding.file for finding in caught.value.findings] == ["processes/ashdale/gone.bpmn"]


def test_a_replaced_file_may_be_named_without_its_folder(library: Library) -> None:
    changed = rebuild(library.bundle("ashdale", "ash_ask"), {"ask.bpmn": diagram(task())})
    assert sorted(changed.files) == ["forms/ashdale/form-a.form", "processes/ashdale/ask.bpmn", "processes/ashdale/policy.toml"]


def test_a_new_form_goes_to_the_council_s_folder() -> None:
    changed = rebuild(
        bundle(), {"ask.bpmn": diagram(task(extension=USER.replace("form-a", "form-n"))), "new.form": form("form-n")}
    )
    assert "forms/ashdale/new.form" in changed.files


@pytest.mark.parametrize("name", ["lost.form", "readme.txt"])
def test_a_file_that_nothing_uses_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        rebuild(bundle(), {name: form("form-lost")})
    assert next(problem.where for problem in caught.value.problems).endswith(name)


def test_a_replaced_file_that_cannot_be_read_stays_in_for_the_checks() -> None:
    assert rebuild(bundle(), {"ask.bpmn": b"<x"}).files["processes/ashdale/ask.bpmn"] == b"<x"


def test_a_zip_comes_back_as_the_same_bundle() -> None:
    assert from_archive(archive.pack(bundle())) == bundle()
    assert archive.pack(bundle()) == archive.pack(bundle())


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as given:
        for name, content in members.items():
            given.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../x.bpmn",
        "/etc/x.bpmn",
        "a/../../x.bpmn",
        "C:\\x.bpmn",
        "processes/x.exe",
        ".hidden.bpmn",
        "a//x.bpmn",
        "pro\u0000cesses/x.bpmn",
    ],
)
def test_odd_paths_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        archive.unpack(zipped(**{name: b""}))


def test_a_bomb_is_refused_before_it_is_unpacked_whole() -> None:
    with pytest.raises(Invalid, match="too large"):
        archive.unpack(zipped(**{"processes/a/x.bpmn": b"0" * (archive.MAX_FILE_BYTES + 1)}))


def test_too_many_files_are_refused() -> None:
    with pytest.raises(Invalid, match="more than"):
        archive.unpack(zipped(**{f"forms/a/f{number}.form": b"" for number in range(archive.MAX_FILES + 1)}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", archive.pack(bundle())[:200]])
def test_what_is_no_zip_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="not a ZIP"):
        archive.unpack(content)


def test_50_mb_are_refused_at_once() -> None:
    with pytest.raises(Invalid, match="too large"):
        archive.unpack(b"\0" * (50 * 1024 * 1024))


def test_a_link_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as given:
        link = zipfile.ZipInfo("processes/a/x.bpmn")
        link.external_attr = 0o120777 << 16
        given.writestr(link, "/etc/passwd")
    with pytest.raises(Invalid, match="link"):
        archive.unpack(out.getvalue())


def test_a_folder_a_diagram_a_form_and_a_lone_file_each_mean_their_procedure(library: Library, tmp_path: Path) -> None:
    lone = tmp_path / "elsewhere" / "ask.bpmn"
    lone.parent.mkdir()
    lone.write_bytes(diagram(task()))
    places = [
        tmp_path,
        tmp_path / "processes",
        tmp_path / "processes" / "ashdale" / "ask.bpmn",
        tmp_path / "forms" / "ashdale" / "form-a.form",
        lone,
    ]
    assert [[found.procedure_id for found in resolve(place, library).bundles] for place in places] == [["ash_ask"]] * 5


def test_a_path_that_means_nothing_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        resolve(tmp_path / "gone", library)
    (tmp_path / "x.txt").write_text("", "utf-8")
    with pytest.raises(Invalid):
        resolve(tmp_path / "x.txt", library)

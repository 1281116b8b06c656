"""The studio: procedures as files that process owners take home, change, bring back, have checked and put live."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from service.commands.deploy_version import DeployVersion
from service.commands.propose_change import ProposeChange
from service.domain.bundle import Bundle
from service.domain.calendar import local_day
from service.domain.errors import Invalid, NotFound, Problem
from service.domain.findings import errors
from service.http.access import Rule, open_to
from service.http.identity import current_actor
from service.http.services import services
from service.policy import archive
from service.policy.paths import INVARIANTS
from service.policy.telling import Told, as_data
from service.policy.waiving import LONGEST_REASON, name_of, protects_running
from service.queries.bundle import bundle as bundle_found
from service.queries.checked_bundle import CheckedBundle, checked_bundle
from service.queries.policy_page import policy_page
from service.queries.procedure_page import procedure_page
from service.queries.procedures import procedures as procedures_found
from service.queries.views import ProcedurePage
from service.web.diagrams import drawings, send_drawing

pages = Blueprint("studio", __name__, url_prefix="/studio")

ENDINGS = (".bpmn", ".dmn", ".form", ".toml", ".typ", ".docx", ".json", ".zip")
MAX_FILE_BYTES = archive.MAX_FILE_BYTES
MAX_FILES = 40
LONGEST_NOTE = 500
MOST_DRAWN = 5
Shown = str | tuple[str, int] | AnyResponse


@dataclass(frozen=True, kw_only=True)
class ListedFile:
    """One file of a version as the studio lists it."""

    path: str
    kind: str
    size: int


TEMPLATES = {".typ": "Template", ".docx": "Word template", ".json": "Example for a template"}
KINDS = {".bpmn": "Diagram", ".dmn": "Decision table", ".form": "Form", ".toml": "Policy pack", **TEMPLATES}


@pages.get("")
@open_to(Rule.STUDIO)
def procedures() -> str:
    """Show every procedure with its live version."""
    return render_template("studio/procedures.html", rows=services().query(procedures_found, current_actor()))


def asked(procedure_id: str) -> ProcedurePage:
    """Return a procedure. Raises NotFound."""
    return services().query(procedure_page, current_actor(), procedure_id=procedure_id)


@pages.get("/procedures/<procedure_id>")
@open_to(Rule.STUDIO)
def procedure(procedure_id: str) -> str:
    """Show a procedure's diagrams, files and versions."""
    found = asked(procedure_id)
    files = listed(services().query(bundle_found, current_actor(), version_id=found.version_id))
    return render_template("studio/procedure.html", found=found, drawn=drawings(found.diagrams), files=files)


@pages.get("/procedures/<procedure_id>/policy")
@open_to(Rule.STUDIO)
def policy(procedure_id: str) -> str:
    """Show what must hold in a procedure and what was proved of its live version."""
    page = services().query(policy_page, current_actor(), procedure_id=procedure_id)
    return render_template("studio/policy.html", found=asked(procedure_id), page=page)


@pages.get("/procedures/<procedure_id>/diagrams/<int:place>.bpmn")
@open_to(Rule.STUDIO)
def diagram(procedure_id: str, place: int) -> Response:
    """Answer with one diagram of the live version."""
    return send_drawing(drawings(asked(procedure_id).diagrams), place)


@pages.get("/procedures/<procedure_id>/versions/<version_id>.zip")
@open_to(Rule.STUDIO)
def download(procedure_id: str, version_id: str) -> Response:
    """Answer with all files of a version as a ZIP. Raises NotFound when the procedure has no such version."""
    found = asked(procedure_id)
    version = next((version for version in found.versions if version.version_id == version_id), None)
    if version is None:
        raise NotFound("There is no such version")
    answer = Response(
        archive.pack(services().query(bundle_found, current_actor(), version_id=version_id)), mimetype="application/zip"
    )
    answer.headers.set("Content-Disposition", "attachment", filename=f"{procedure_id}-version-{version.number}.zip")
    return answer


@pages.get("/procedures/<procedure_id>/change")
@open_to(Rule.STUDIO)
def change(procedure_id: str) -> str:
    """Ask for the changed files."""
    return render_template("studio/change.html", found=asked(procedure_id), problems=())


@pages.post("/procedures/<procedure_id>/change")
@open_to(Rule.STUDIO)
def check(procedure_id: str) -> Shown:
    """Check the changed files and show what was found. Nothing is stored."""
    found = asked(procedure_id)
    try:
        files = brought(request.files.getlist("files"))
        checked = services().query(checked_bundle, current_actor(), procedure_id=procedure_id, files=files)
    except Invalid as error:
        problems = tuple(Problem("files", f"{problem.message} ({problem.where})") for problem in error.problems) or (
            Problem("files", str(error)),
        )
        return render_template("studio/change.html", found=found, problems=problems), 422
    return findings_page(found, checked, files)


def findings_page(
    found: ProcedurePage, checked: CheckedBundle, files: Mapping[str, bytes], problems: tuple[Problem, ...] = ()
) -> Shown:
    """Show the findings, and the way to put the version live if none of them stops it or the reader may let them through."""
    shown = render_template(
        "studio/findings.html",
        found=found,
        checked=checked,
        stops=errors(checked.findings),
        waivable=waivable(checked),
        sealed=seal(files, checked.bundle),
        problems=problems,
        wrong_at={problem.where: True for problem in problems},
        most_drawn=MOST_DRAWN,
        today=today(),
    )
    return (shown, 422) if problems else shown


def waivable(checked: CheckedBundle) -> tuple[str, ...]:
    """Return the names of the findings that the reader can let through, none if one of them cannot be."""
    stops = errors(checked.findings)
    if not checked.may_waive or any(protects_running(finding) for finding in stops):
        return ()
    return tuple(dict.fromkeys(name_of(finding) for finding in stops))


@pages.post("/procedures/<procedure_id>/check")
@open_to(Rule.STUDIO)
def check_again(procedure_id: str) -> Shown:
    """Show what is found of the same files now. Nothing is stored."""
    found, files = asked(procedure_id), unseal(request.form.get("files", ""))
    return findings_page(found, services().query(checked_bundle, current_actor(), procedure_id=procedure_id, files=files), files)


@pages.post("/procedures/<procedure_id>/findings.json")
@open_to(Rule.STUDIO)
def findings_as_json(procedure_id: str) -> Response:
    """Answer with everything that is found of the files, counter-examples and drawings included."""
    files = unseal(request.form.get("files", ""))
    checked = services().query(checked_bundle, current_actor(), procedure_id=procedure_id, files=files)
    told = {id(one.verdict): as_data(one) for one in checked.told}
    data = {
        "procedure": procedure_id,
        "content": checked.bundle.content_hash,
        "proving": checked.proving,
        "findings": [asdict(finding) for finding in checked.of_rules],
        "verdicts": [told.get(id(verdict)) or as_data(Told(verdict=verdict)) for verdict in checked.verdicts],
    }
    answer = Response(json.dumps(data, ensure_ascii=False, indent=1), mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{procedure_id}-findings.json")
    return answer


@pages.post("/procedures/<procedure_id>/deploy")
@open_to(Rule.STUDIO)
def deploy(procedure_id: str) -> Shown:
    """Put exactly the checked files live, with a note for those who come after. Raises Unfit when a check no longer holds."""
    found, note = asked(procedure_id), request.form.get("note", "").strip()
    files = unseal(request.form.get("files", ""))
    checked = services().query(checked_bundle, current_actor(), procedure_id=procedure_id, files=files)
    if checked.bundle.content_hash != request.form.get("hash"):
        raise Invalid("The procedure has changed since these files were checked. Bring them in again.")
    reasons = {name: request.form.get(f"reason-{number}", "").strip() for number, name in enumerate(waivable(checked), start=1)}
    problems = tuple(problems_of(reasons, note))
    if problems or checked.proving:
        return findings_page(found, checked, files, problems)
    version = services().run(DeployVersion(bundle=checked.bundle, note=note, waivers=reasons), current_actor())
    flash(f"Version {version.number} is live. Running cases stay on the version they started with.")
    return redirect(url_for("studio.procedure", procedure_id=procedure_id), 303)


@pages.post("/procedures/<procedure_id>/propose")
@open_to(Rule.STUDIO)
def propose(procedure_id: str) -> Shown:
    """Propose exactly the checked files, from a day on: a case of the council's procedure for changes begins."""
    found, note = asked(procedure_id), request.form.get("note", "").strip()
    files = unseal(request.form.get("files", ""))
    checked = services().query(checked_bundle, current_actor(), procedure_id=procedure_id, files=files)
    reasons = {name: request.form.get(f"reason-{number}", "").strip() for number, name in enumerate(waivable(checked), start=1)}
    effective_on = day_of("from")
    problems = (*problems_of(reasons, note), *wrong_day(effective_on))
    if problems or checked.proving or effective_on is None:
        return findings_page(found, checked, files, problems)
    proposal = ProposeChange(procedure_id=procedure_id, files=files, note=note, effective_on=effective_on, waivers=reasons)
    number = services().run(proposal, current_actor())
    flash("The change is proposed. It is checked, read by information governance and approved by a second person.")
    return redirect(url_for("cases.case", number=number), 303)


def day_of(name: str) -> date | None:
    """Return the day that three boxes give, None when they give none."""
    try:
        day, month, year = (int(request.form.get(f"{name}-{part}", "")) for part in ("day", "month", "year"))
        return date(year, month, day)
    except ValueError:
        return None


def wrong_day(day: date | None) -> Iterator[Problem]:
    """Yield what is wrong with the day that a change is to apply from."""
    if day is None or day < today():
        yield Problem("from-day", "Enter the day from which it is to apply, today or later")


def today() -> date:
    """Return the day in the United Kingdom."""
    return local_day(services().clock.now())


def problems_of(reasons: Mapping[str, str], note: str) -> Iterator[Problem]:
    """Yield what is missing or too long before a version can go live."""
    for number, (name, reason) in enumerate(reasons.items(), start=1):
        if not reason or len(reason) > LONGEST_REASON:
            wrong = f"The reason must be {LONGEST_REASON} characters or fewer" if reason else f"Enter why {name} may pass"
            yield Problem(f"reason-{number}", wrong)
    if not note or len(note) > LONGEST_NOTE:
        yield Problem(
            "note", f"What changes must be {LONGEST_NOTE} characters or fewer" if note else "Enter what changes and why"
        )


def brought(uploads: list[FileStorage]) -> Mapping[str, bytes]:
    """Return the uploaded files by name, those of a ZIP by path. Raises Invalid for anything that is no file of a procedure."""
    files: dict[str, bytes] = {}
    given = [upload for upload in uploads if upload.filename]
    if not given:
        raise Invalid("Choose the files that you changed")
    if len(given) > MAX_FILES:
        raise Invalid(f"Choose {MAX_FILES} files or fewer")
    for upload in given:
        name = (upload.filename or "").replace("\\", "/").rpartition("/")[2]
        if not name.lower().endswith(ENDINGS):
            raise Invalid(
                "Choose diagrams (.bpmn), decision tables (.dmn), forms (.form), templates (.typ, .docx) with their examples (.json), "
                "a policy pack or invariants (.toml) or one ZIP file of them"
            )
        content = upload.read((archive.MAX_ARCHIVE_BYTES if name.endswith(".zip") else MAX_FILE_BYTES) + 1)
        if name.lower().endswith(".zip"):
            files.update(archive.unpack(content))
        elif len(content) > MAX_FILE_BYTES:
            raise Invalid(f"{name} is too large: a file has at most 5 MB")
        else:
            files[name] = content
    return files


def seal(files: Mapping[str, bytes], bundle: Bundle) -> str:
    """Return the brought files as text that the page can carry to the deployment; the server keeps nothing in between."""
    carried = Bundle(council=bundle.council, procedure_id=bundle.procedure_id, files=files)
    return base64.b64encode(archive.pack(carried)).decode()


def unseal(text: str) -> Mapping[str, bytes]:
    """Return the files again. Raises Invalid when the text was damaged."""
    try:
        return archive.unpack(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError) as error:
        raise Invalid("The files did not arrive whole. Bring them in again.") from error


def listed(bundle: Bundle) -> list[ListedFile]:
    """Return the files of a version, diagrams first, then by path."""
    order = list(KINDS)
    rows = [(order.index(ending), path, ending) for path in bundle.files if (ending := f".{path.rpartition('.')[2]}") in KINDS]
    return [
        ListedFile(path=path, kind="Invariants" if path.endswith(INVARIANTS) else KINDS[ending], size=len(bundle.files[path]))
        for _, path, ending in sorted(rows)
    ]

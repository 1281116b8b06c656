"""Runs alone in a process of its own, without the service: one template, its data, one document.

Reads a job as JSON from standard input and answers with JSON on standard output. Sets limits on time, memory and files for itself and
works in an empty folder. Whoever starts it gives it an environment that leads to no network.
"""

from __future__ import annotations

import base64
import io
import json
import os
import sys
from typing import Any


def limit(cpu_seconds: int, memory_bytes: int) -> None:
    """Take no more than this, where the system can enforce it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def typeset(job: dict[str, Any], files: dict[str, bytes]) -> dict[str, Any]:
    """Compile ``main.typ`` of the files. A fault comes back as ``fault`` with the place in the template."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[job["fonts"]])
    options: dict[str, Any] = {"font_paths": fonts, "root": job["folder"], "timestamp": job["at"], "format": job["format"]}
    options |= {"package_path": job["folder"], "package_cache_path": job["folder"]}
    if job["format"] == "pdf":
        options["pdf_standards"] = ["a-2a", "ua-1"]
    if job["format"] == "png":
        options["ppi"] = 80
    given = {f"{name}.json": json.dumps(job[name]).encode() for name in ("data", "paper", "notice")}
    try:
        made = typst.compile({**files, **given}, **options)
    except typst.TypstError as error:
        return {"fault": error.message, "diagnostic": error.diagnostic, "hints": list(error.hints)}
    pages = made if isinstance(made, list) else [made]
    return {"content": [base64.b64encode(page).decode() for page in pages]}


def write_word(job: dict[str, Any], files: dict[str, bytes]) -> dict[str, Any]:
    """Fill a Word template: values escaped, expressions in a sandbox, properties and the notice set whatever the template has."""
    import docx
    import jinja2
    from docxtpl import DocxTemplate
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["said"] = said
    try:
        document = DocxTemplate(io.BytesIO(files[job["template"]]))
        document.render({"data": job["data"], **job["data"], "paper": job["paper"]}, jinja_env=environment, autoescape=True)
    except (jinja2.TemplateError, jinja2.exceptions.SecurityError, TypeError, ValueError, KeyError) as error:
        line = getattr(error, "lineno", None)
        return {"fault": str(error) or type(error).__name__, "line": line}
    except Exception as error:  # noqa: BLE001 (a file that only calls itself Word can break the reader in any way)
        return {"fault": f"it cannot be read as a Word file ({type(error).__name__})"}
    filled = io.BytesIO()
    document.save(filled)
    finished = docx.Document(filled)
    finish(finished, job["paper"], job["notice"])
    out = io.BytesIO()
    finished.save(out)
    return {"content": [base64.b64encode(out.getvalue()).decode()]}


def said(value: Any) -> str:
    """Return a value as a reader sees it."""
    if value is None or value == "":
        return "not given"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(said(item) for item in value) or "none"
    return str(value)


def finish(document: Any, paper: dict[str, str], notice: str) -> None:
    """Set the properties and put the standing notice under every page that does not have it."""
    import datetime

    properties = document.core_properties
    properties.title, properties.author, properties.language = paper["title"], paper["council"], "en-GB"
    properties.subject, properties.comments, properties.keywords = paper["number"], "", ""
    properties.created = properties.modified = datetime.datetime.fromtimestamp(int(paper["at"]), datetime.UTC).replace(
        tzinfo=None
    )
    properties.last_modified_by = paper["council"]
    for section in document.sections:
        if notice not in " ".join(paragraph.text for paragraph in section.footer.paragraphs):
            section.footer.is_linked_to_previous = False
            section.footer.add_paragraph(notice)


def main() -> None:
    """Do the job on standard input."""
    job = json.load(sys.stdin)
    os.chdir(job["folder"])
    files = {name: base64.b64decode(content) for name, content in job["files"].items()}
    limit(job["cpu_seconds"], job["memory_bytes"])
    try:
        answer = write_word(job, files) if job["format"] == "docx" else typeset(job, files)
    except MemoryError:
        answer = {"fault": "it takes too much memory"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()

"""Files of a case, as downloads that cannot run anything in the browser. Opening one is recorded."""

from __future__ import annotations

from flask import Blueprint, Response

from service.http.access import Rule, open_to
from service.http.identity import current_actor
from service.http.services import services
from service.queries.document import document

pages = Blueprint("documents", __name__, url_prefix="/documents")


@pages.get("/<document_id>")
@open_to(Rule.SIGNED_IN)
def download(document_id: str) -> Response:
    """Answer with the file's bytes, always as an attachment."""
    found, content = services().query(document, current_actor(), document_id=document_id)
    answer = Response(content, mimetype=found.media_type or "application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer

"""Putting versions live: by whom, once, and only what every check lets through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.commands import DeployVersion
from service.domain.errors import Invalid, NotAllowed, Unfit
from service.queries.checked_bundle import checked_bundle


def test_the_same_content_again_is_the_live_version_without_a_trace(ashdale):
    bundle = ashdale.services.library.bundle("ashdale", "ash_request")
    before = ashdale.verbs()
    version = ashdale.run(DeployVersion(bundle), "al.admin")
    assert (version.number, ashdale.verbs()) == (1, before)


def test_a_changed_form_is_the_next_version(ashdale):
    content = ashdale.services.library.bundle("ashdale", "ash_request").files["forms/ashdale/form-check.form"]
    files = {"form-check.form": content.replace(b"Why?", b"Why is that?")}
    checked = ashdale.services.query(checked_bundle, ashdale.actor("al.admin"), procedure_id="ash_request", files=files)
    assert checked.changed == ("forms/ashdale/form-check.form",)
    assert ashdale.run(DeployVersion(checked.bundle, "Clearer question"), "al.admin").number == 2


def test_a_version_with_errors_is_not_stored(ashdale):
    bundle = ashdale.services.library.bundle("ashdale", "ash_request")
    path = "processes/ashdale/ash_request.bpmn"
    broken = replace(bundle, files={**bundle.files, path: bundle.files[path].replace(b"email.send", b"email.shout")})
    with pytest.raises(Unfit, match="1 finding"):
        ashdale.run(DeployVersion(broken), "al.admin")


def test_only_process_owners_publish_and_only_for_their_council(ashdale):
    bundle = ashdale.services.library.bundle("ashdale", "ash_request")
    with pytest.raises(NotAllowed):
        ashdale.run(DeployVersion(bundle), "cy.check")
    with pytest.raises(Invalid):
        ashdale.run(DeployVersion(replace(bundle, council="elsewhere")), "al.admin")

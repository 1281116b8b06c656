"""The policy allows scripts by nonce alone and nothing from elsewhere."""

from __future__ import annotations

from service.http.headers import content_security_policy


def test_no_source_is_unsafe_and_nobody_may_frame() -> None:
    policy = dict(part.split(" ", 1) for part in content_security_policy("n0nce").split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'nonce-n0nce'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert not any("unsafe" in sources or "*" in sources for sources in policy.values())

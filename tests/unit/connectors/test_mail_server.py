"""Letters to a real SMTP server: under TLS with a certificate that is trusted, or not at all."""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connectors.email import Letter, MailServer, Recipient
from connectors.protocol import Broken, Call, TryAgain

CASE = {"number": "AR-2026-0001", "caseId": "c1", "council": "ashdale", "procedure": "p", "startedBy": "ann.ask"}
CALL = Call(operation="email.send", parameters={}, key="k1", case=CASE, attempt=1, now=datetime(2026, 3, 20, tzinfo=UTC))
ANN = Recipient("ann.ask", "Ann Ask", "ann@example.org")
AT = datetime.now(UTC)


class Postbox:
    """Keeps what arrives; knows nobody called nobody@example.org."""

    def __init__(self) -> None:
        self.arrived: list[email.message.EmailMessage] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if address.startswith("nobody"):
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert session.ssl is not None
        assert isinstance(envelope.content, bytes)
        self.arrived.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


class AnyPort(Controller):
    """Listens on a port that is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    kept = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(kept + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture(scope="module")
def listening(certificate: Path) -> Iterator[AnyPort]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = AnyPort(Postbox(), hostname="127.0.0.1", port=0, ready_timeout=60, tls_context=context, require_starttls=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def letter(to: Recipient = ANN) -> Letter:
    return Letter(key="abc", to=to, subject="Æ task", body="Hello")


def to(port: int, host: str = "localhost") -> MailServer:
    return MailServer(host, port=port, sender="t@example.org", timeout_s=60)


@pytest.mark.usefixtures("trusted")
def test_a_letter_arrives_under_tls(listening: AnyPort) -> None:
    to(listening.port)(letter(), CALL)
    read = listening.handler.arrived[-1]
    assert (read["To"], read["Subject"], read["Message-ID"]) == ("ann@example.org", "Æ task", "<abc@triangulate>")
    assert read.get_content().strip() == "Hello"


def test_nothing_is_sent_to_a_server_that_is_not_trusted(listening: AnyPort) -> None:
    before = len(listening.handler.arrived)
    with pytest.raises(TryAgain, match="certificate"):
        to(listening.port)(letter(), CALL)
    assert len(listening.handler.arrived) == before


@pytest.mark.usefixtures("trusted")
def test_nothing_is_sent_to_a_server_of_another_name(listening: AnyPort) -> None:
    with pytest.raises(TryAgain, match="for its name"):
        to(listening.port, "127.0.0.1")(letter(), CALL)


@pytest.mark.usefixtures("trusted")
def test_an_address_that_the_server_refuses_is_not_tried_again(listening: AnyPort) -> None:
    with pytest.raises(Broken, match="refuses the address"):
        to(listening.port)(letter(Recipient("n", "N", "nobody@example.org")), CALL)


def test_a_server_without_encryption_is_told_apart_from_one_that_is_silent() -> None:
    server = AnyPort(Postbox(), hostname="127.0.0.1", port=0, ready_timeout=60)
    server.start()
    try:
        with pytest.raises(TryAgain, match="STARTTLS"):
            to(server.port, "127.0.0.1")(letter(), CALL)
    finally:
        server.stop()


def test_a_server_that_does_not_answer_is_tried_again(listening: AnyPort) -> None:
    with pytest.raises(TryAgain, match="does not answer"):
        to(1)(letter(), CALL)


def test_a_person_without_address_gets_no_letter(listening: AnyPort) -> None:
    with pytest.raises(Broken, match="no e-mail address"):
        to(listening.port)(letter(Recipient("cy.check", "Cy Check", None)), CALL)

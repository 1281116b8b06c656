"""E-mail: tells people that something waits for them, with the request number and a link and never a subject's name; and sends letters
to people outside, who get a document of the case and no word of it beside."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol

from connectors.case_record import Filed
from connectors.parameters import names, text
from connectors.protocol import BpmnError, Broken, Call, Operation, TryAgain

ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,}")
"""One plain e-mail address. Everything else, such as a postal address, is written to by hand."""

COVER = "Dear {name},\n\nPlease find our letter attached.\n\nOur reference: {subject}\n"


@dataclass(frozen=True)
class Recipient:
    """Somebody who may be written to. ``address`` may be None for a person without e-mail; the id of somebody outside is their address."""

    person_id: str
    name: str
    address: str | None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One e-mail to one person. ``key`` is the same for every attempt to send it. ``enclosed`` goes with it."""

    key: str
    to: Recipient
    subject: str
    body: str
    enclosed: tuple[Filed, ...] = ()


class Recipients(Protocol):
    """Finds the people of a council."""

    def __call__(self, council: str, *, people: Sequence[str], roles: Sequence[str]) -> Sequence[Recipient]:
        """Return the active people with these ids, then those who hold any of these roles, each once."""
        ...


class Email:
    """The connector ``email``. ``deliver`` sends one letter or raises TryAgain; ``fetch`` returns a document of a case (by case id and
    document id) and raises Broken for one that may not be used; ``base_url`` begins the link to a case."""

    name = "email"

    def __init__(
        self,
        *,
        recipients: Recipients,
        deliver: Callable[[Letter, Call], None],
        fetch: Callable[[str, str], Filed],
        base_url: str,
    ) -> None:
        self._recipients = recipients
        self._deliver = deliver
        self._fetch = fetch
        self._base_url = base_url.rstrip("/")

    def operations(self) -> tuple[Operation, ...]:
        """Return ``email.send`` and ``email.send_letter``."""
        send = Operation(
            name="email.send",
            summary="Tell people by e-mail that something waits for them",
            required=("subject", "message"),
            optional=("to", "roles", "copy"),
            gives=("sentTo",),
            run=self.send,
        )
        send_letter = Operation(
            name="email.send_letter",
            summary="Send somebody outside a document of the case as a letter",
            required=("address", "name", "subject", "document"),
            optional=("enclosures",),
            gives=("letterSentTo",),
            errors=("NO_EMAIL_ADDRESS",),
            run=self.send_letter,
        )
        return (send, send_letter)

    def send(self, call: Call) -> Mapping[str, Any]:
        """Send one e-mail to each person named, and to those with a role from whom the case is not hidden. Raises Broken when nobody
        would be told."""
        people = (*names(call, "to"), *names(call, "copy"))
        hidden = set(call.case.get("hiddenFrom", ())) - set(people)
        reached = self._recipients(str(call.case["council"]), people=people, roles=names(call, "roles"))
        found = [recipient for recipient in reached if recipient.person_id not in hidden]
        if not found:
            raise Broken("Nobody is left to be told: no active person with these ids or roles")
        for recipient in found:
            self._deliver(self.letter(call, recipient), call)
        return {"sentTo": [recipient.person_id for recipient in found]}

    def send_letter(self, call: Call) -> Mapping[str, Any]:
        """Send one document, and what is enclosed with it, to one address outside, under a fixed text: no diagram can put another word
        of a case into it, and there is no link. Raises: BpmnError NO_EMAIL_ADDRESS where the address is for the post; Broken for a
        document of another case or one that may not be used."""
        address = text(call, "address")
        if not ADDRESS.fullmatch(address):
            raise BpmnError("NO_EMAIL_ADDRESS", "This is no e-mail address: the letter goes by post")
        name, subject = text(call, "name"), " ".join(text(call, "subject").split())
        letter = Letter(
            key=hashlib.sha256(f"{call.key}\0{address}".encode()).hexdigest()[:32],
            to=Recipient(address, name, address),
            subject=subject,
            body=COVER.format(name=name, subject=subject),
            enclosed=tuple(
                self._fetch(str(call.case["caseId"]), item) for item in (text(call, "document"), *names(call, "enclosures"))
            ),
        )
        self._deliver(letter, call)
        return {"letterSentTo": address}

    def letter(self, call: Call, recipient: Recipient) -> Letter:
        """Return the letter to one person: the diagram's words, the request number and the link, which names the council: two may have the number."""
        number = str(call.case["number"])
        subject = " ".join(text(call, "subject").split())
        address = f"{self._base_url}/cases/{number}?council={call.case['council']}"
        return Letter(
            key=hashlib.sha256(f"{call.key}\0{recipient.person_id}".encode()).hexdigest()[:32],
            to=recipient,
            subject=subject if number in subject else f"{subject} ({number})",
            body=f"Dear {recipient.name},\n\n{text(call, 'message')}\n\n{number}: {address}\n",
        )


def as_message(letter: Letter, call: Call, *, sender: str) -> EmailMessage:
    """Return a letter as an e-mail that a mail server takes."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to.address or f"{letter.to.person_id}@invalid"
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(call.now)
    message["Message-ID"] = f"<{letter.key}@triangulate>"
    message.set_content(letter.body)
    for enclosed in letter.enclosed:
        kind, _, subkind = (mimetypes.guess_type(enclosed.name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(enclosed.content, maintype=kind, subtype=subkind, filename=enclosed.name)
    return message


class MailFolder:
    """Delivers into a folder, one ``.eml`` file a letter; sending again overwrites the same file."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def __call__(self, letter: Letter, call: Call) -> None:
        """Write one file. Raises TryAgain when the folder cannot be written."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{letter.key}.eml").write_bytes(bytes(as_message(letter, call, sender=self._sender)))
        except OSError as error:
            raise TryAgain("The folder for e-mail cannot be written") from error


class MailServer:
    """Delivers to an SMTP server, under STARTTLS with a certificate that the machine trusts (or the one of ``SSL_CERT_FILE``) for the
    host's name. The Message-ID lets a server drop what came twice."""

    def __init__(self, host: str, *, port: int, sender: str, timeout_s: float = 20.0) -> None:
        self._host = host
        self._port = port
        self._sender = sender
        self._timeout_s = timeout_s

    def __call__(self, letter: Letter, call: Call) -> None:
        """Send one letter. Raises Broken for a person without address, TryAgain when the server does not take it now."""
        if letter.to.address is None:
            raise Broken("A person to be told has no e-mail address")
        try:
            with smtplib.SMTP(self._host, self._port, timeout=self._timeout_s) as server:
                server.starttls(context=ssl.create_default_context())
                server.send_message(as_message(letter, call, sender=self._sender))
        except smtplib.SMTPRecipientsRefused as error:
            raise Broken("The mail server refuses the address") from error
        except smtplib.SMTPNotSupportedError as error:
            raise TryAgain("The mail server does not offer encryption (STARTTLS), or cannot take this letter") from error
        except ssl.SSLCertVerificationError as error:
            raise TryAgain("The certificate of the mail server is not one that this machine trusts for its name") from error
        except (OSError, smtplib.SMTPException) as error:
            raise TryAgain("The mail server does not answer") from error

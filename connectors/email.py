"""E-mail: tells people that something waits for them. A message carries the request number and a link, never a subject's name."""

from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol

from connectors.parameters import names, text
from connectors.protocol import Broken, Call, Operation, TryAgain


@dataclass(frozen=True)
class Recipient:
    """Somebody who may be written to. ``address`` may be None for a person without e-mail."""

    person_id: str
    name: str
    address: str | None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One e-mail to one person. ``key`` is the same for every attempt to send it."""

    key: str
    to: Recipient
    subject: str
    body: str


class Recipients(Protocol):
    """Finds the people of a council."""

    def __call__(self, council: str, *, people: Sequence[str], roles: Sequence[str]) -> Sequence[Recipient]:
        """Return the active people with these ids, then those who hold any of these roles, each once."""
        ...


class Email:
    """The connector ``email``. ``deliver`` sends one letter or raises TryAgain; ``base_url`` begins the link to a case."""

    name = "email"

    def __init__(self, *, recipients: Recipients, deliver: Callable[[Letter, Call], None], base_url: str) -> None:
        self._recipients = recipients
        self._deliver = deliver
        self._base_url = base_url.rstrip("/")

    def operations(self) -> tuple[Operation, ...]:
        """Return ``email.send``."""
        send = Operation(
            name="email.send",
            summary="Tell people by e-mail that something waits for them",
            required=("subject", "message"),
            optional=("to", "roles", "copy"),
            gives=("sentTo",),
            run=self.send,
        )
        return (send,)

    def send(self, call: Call) -> Mapping[str, Any]:
        """Send one e-mail to each person named. Raises Broken when nobody would be told."""
        people = (*names(call, "to"), *names(call, "copy"))
        found = self._recipients(str(call.case["council"]), people=people, roles=names(call, "roles"))
        if not found:
            raise Broken("Nobody is left to be told: no active person with these ids or roles")
        for recipient in found:
            self._deliver(self.letter(call, recipient), call)
        return {"sentTo": [recipient.person_id for recipient in found]}

    def letter(self, call: Call, recipient: Recipient) -> Letter:
        """Return the letter to one person: the diagram's words, the request number and the link."""
        number = str(call.case["number"])
        subject = " ".join(text(call, "subject").split())
        return Letter(
            key=hashlib.sha256(f"{call.key}\0{recipient.person_id}".encode()).hexdigest()[:32],
            to=recipient,
            subject=subject if number in subject else f"{subject} ({number})",
            body=f"Dear {recipient.name},\n\n{text(call, 'message')}\n\n{number}: {self._base_url}/cases/{number}\n",
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
    """Delivers to an SMTP server, with STARTTLS where it is asked for. The Message-ID lets a server drop what came twice."""

    def __init__(self, host: str, *, port: int, sender: str, starttls: bool = True, timeout_s: float = 20.0) -> None:
        self._host = host
        self._port = port
        self._sender = sender
        self._starttls = starttls
        self._timeout_s = timeout_s

    def __call__(self, letter: Letter, call: Call) -> None:
        """Send one letter. Raises Broken for a person without address, TryAgain when the server does not take it now."""
        if letter.to.address is None:
            raise Broken("A person to be told has no e-mail address")
        try:
            with smtplib.SMTP(self._host, self._port, timeout=self._timeout_s) as server:
                if self._starttls:
                    server.starttls()
                server.send_message(as_message(letter, call, sender=self._sender))
        except smtplib.SMTPRecipientsRefused as error:
            raise Broken("The mail server refuses the address") from error
        except (OSError, smtplib.SMTPException) as error:
            raise TryAgain("The mail server does not answer") from error

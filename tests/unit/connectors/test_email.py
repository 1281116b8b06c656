"""E-mail: who is told, in which words, and never twice."""

from __future__ import annotations

import email
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.case_record import Filed
from connectors.email import Email, Letter, MailFolder, Recipient, as_message
from connectors.protocol import BpmnError, Broken, Call, TryAgain

CASE = {"number": "AR-2026-0001", "caseId": "c1", "council": "ashdale", "procedure": "p", "startedBy": "ann.ask"}
ANN = Recipient("ann.ask", "Ann Ask", "ann@example.org")
CY = Recipient("cy.check", "Cy Check", None)
DOCUMENTS = {"d1": Filed("AR-2026-0001 Our answer.html", b"<p>Answer</p>"), "d3": Filed("hours.csv", b"2011,14")}


def call(**parameters: object) -> Call:
    given = {"subject": "A task waits", "message": "Open it."} | parameters
    return Call(operation="email.send", parameters=given, key="k1", case=CASE, attempt=1, now=datetime(2026, 3, 20, tzinfo=UTC))


def known(council: str, *, people: Sequence[str], roles: Sequence[str]) -> Sequence[Recipient]:
    found = [person for person in (ANN, CY) if person.person_id in people]
    return [*found, *([CY] if "checker" in roles else [])]


def fetched(case_id: str, document_id: str) -> Filed:
    if case_id != "c1" or document_id not in DOCUMENTS:
        raise Broken("A document of another case")
    return DOCUMENTS[document_id]


def to_outside(**parameters: object) -> Call:
    given = {"address": "sandy@example.org", "name": "Sandy Joyce", "subject": "FOI/26/0001", "document": "d1"} | parameters
    return replace(call(), operation="email.send_letter", parameters=given)


def sent(one: Call) -> tuple[list[Letter], object]:
    letters: list[Letter] = []
    connector = Email(
        recipients=known, deliver=lambda letter, _: letters.append(letter), fetch=fetched, base_url="https://t.example/"
    )
    run = {operation.name: operation.run for operation in connector.operations()}[one.operation]
    assert run is not None
    return letters, run(one)


def test_people_and_role_holders_are_told_with_number_and_link():
    letters, result = sent(call(to="ann.ask", roles=["checker"]))
    assert result == {"sentTo": ["ann.ask", "cy.check"]}
    assert letters[0] == Letter(
        key=letters[0].key,
        to=ANN,
        subject="A task waits (AR-2026-0001)",
        body="Dear Ann Ask,\n\nOpen it.\n\nAR-2026-0001: https://t.example/cases/AR-2026-0001?council=ashdale\n",
    )


def test_every_attempt_has_the_same_key_and_every_person_another():
    first, second = sent(call(to=["ann.ask", "cy.check"]))[0], sent(call(to=["ann.ask", "cy.check"]))[0]
    assert [letter.key for letter in first] == [letter.key for letter in second]
    assert len({letter.key for letter in first}) == 2


def test_a_line_break_in_a_subject_cannot_forge_a_header():
    letters, _ = sent(call(to="ann.ask", subject="A\r\nBcc: x@y"))
    assert letters[0].subject == "A Bcc: x@y (AR-2026-0001)"


@pytest.mark.parametrize(
    "wrong", [{"to": "nobody"}, {"to": [1]}, {"to": "ann.ask", "subject": " "}, {"to": "ann.ask", "message": True}]
)
def test_what_can_never_be_sent_is_broken(wrong):
    with pytest.raises(Broken):
        sent(call(**wrong))


def test_a_case_that_is_hidden_from_somebody_reaches_them_by_name_only():
    hidden = replace(call(roles=["checker"], to="ann.ask"), case={**CASE, "hiddenFrom": ("cy.check",)})
    assert [letter.to for letter in sent(hidden)[0]] == [ANN]
    named = replace(call(to=["ann.ask", "cy.check"]), case={**CASE, "hiddenFrom": ("cy.check",)})
    assert [letter.to for letter in sent(named)[0]] == [ANN, CY]


def test_somebody_outside_gets_the_document_with_fixed_words_and_no_link():
    (letter,), result = sent(to_outside())
    assert result == {"letterSentTo": "sandy@example.org"}
    assert letter == Letter(
        key=letter.key,
        to=Recipient("sandy@example.org", "Sandy Joyce", "sandy@example.org"),
        subject="FOI/26/0001",
        body="Dear Sandy Joyce,\n\nPlease find our letter attached.\n\nOur reference: FOI/26/0001\n",
        enclosed=(DOCUMENTS["d1"],),
    )


def test_no_other_words_can_be_sent_outside_than_those_of_a_document():
    assert sent(to_outside(message="Robin is well"))[0] == sent(to_outside())[0]


@pytest.mark.parametrize("address", ["12 High Street, Wakefield", "a@b.org, c@d.org", "a@b.org\nBcc: c@d.org", "Sandy <a@b.org>"])
def test_what_is_no_plain_address_goes_by_post(address):
    with pytest.raises(BpmnError, match="post"):
        sent(to_outside(address=address))


@pytest.mark.parametrize("given", [{"document": "d2"}, {"enclosures": ["d3", "d2"]}])
def test_a_document_of_another_case_is_never_sent(given):
    with pytest.raises(Broken):
        sent(to_outside(**given))


def test_a_letter_carries_its_document():
    (letter,), _ = sent(to_outside())
    (enclosed,) = as_message(letter, to_outside(), sender="t@example.org").iter_attachments()
    assert (enclosed.get_content_type(), enclosed.get_filename()) == ("text/html", "AR-2026-0001 Our answer.html")


def test_what_is_enclosed_goes_in_the_same_letter():
    (letter,), _ = sent(to_outside(enclosures=["d3"]))
    attached = list(as_message(letter, to_outside(), sender="t@example.org").iter_attachments())
    assert [item.get_filename() for item in attached] == ["AR-2026-0001 Our answer.html", "hours.csv"]


def letter() -> Letter:
    return Letter(key="abc", to=ANN, subject="Æ task", body="Hello")


def test_the_folder_has_one_file_a_letter_however_often_it_is_sent(tmp_path):
    folder = MailFolder(tmp_path / "mail", sender="t@example.org")
    folder(letter(), call())
    folder(letter(), call())
    (file,) = (tmp_path / "mail").iterdir()
    read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (read["To"], read["Subject"], read.get_content()) == ("ann@example.org", "Æ task", "Hello\n")


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path):
    (tmp_path / "mail").write_text("a file")
    with pytest.raises(TryAgain):
        MailFolder(tmp_path / "mail", sender="t@example.org")(letter(), call())


def test_a_person_without_address_has_a_message_that_goes_nowhere():
    assert as_message(Letter(key="k", to=CY, subject="s", body="b"), call(), sender="t@x")["To"] == "cy.check@invalid"

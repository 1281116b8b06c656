"""The invitations of surveys, in units of work of their own: mail goes out between them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from connectors.protocol import Broken
from connectors.surveys import OpenSurvey
from service.domain.errors import NotFound
from service.domain.ports import UnitOfWork


class SurveyInvitations:
    """Implements connectors.surveys.Invitations over the registers."""

    def __init__(self, unit_of_work: Callable[..., UnitOfWork]) -> None:
        self._unit_of_work = unit_of_work

    def survey(self, council: str, survey_id: str) -> OpenSurvey:
        """Return an open survey with who was asked. Raises Broken when there is none."""
        with self._unit_of_work(read_only=True) as unit:
            try:
                found = unit.registers.survey(council=council, survey_id=survey_id)
            except NotFound as error:
                raise Broken(str(error)) from error
            if found["closed_at"] is not None:
                raise Broken("This survey is closed")
            asked = unit.registers.survey_invited(council=council, survey_id=survey_id)
        return OpenSurvey(title=found["title"], closes_at=found["closes_at"], asked=asked)

    def keep(self, council: str, survey_id: str, *, people: Collection[str], hashes: Collection[str]) -> None:
        """Keep who was asked and which links are good. Raises Broken for a survey that is not open."""
        with self._unit_of_work() as unit:
            try:
                unit.registers.invite_to_survey(council=council, survey_id=survey_id, person_ids=people, token_hashes=hashes)
            except NotFound as error:
                raise Broken(str(error)) from error
            unit.commit()

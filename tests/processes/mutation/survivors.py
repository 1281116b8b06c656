"""Why mutants that neither walks nor the checker find are no breach of the policy: written by hand, by name of mutant."""

from __future__ import annotations

from collections.abc import Mapping

from tests.processes.mutation.mutants import Mutant

SAME = "The same procedure: with one condition and a default, exactly one way is taken by either gateway."
THROWS = "The same procedure: the branch ends by throwing an error, and that interrupts in any case."
REMINDER = "Only a reminder is missing; no invariant asks for one."
MORE_CAREFUL = "More careful than the policy asks: what went on before is now stopped or sent to Legal Services."
NO_FORCE = "Neither way clears: the authorisation is not modelled yet and always answers that none is in force."
ALWAYS_GIVEN = "The same procedure: the form requires both dates, so no request comes to this row."
WHY: Mapping[str, str] = {
    "W1: “Go on searching?” yes leads to “Stop at once”": (
        "More careful than the policy asks: the search ends, the session is closed, an incident is opened and the log is shared."
    ),
    "W1: “Is there such a case?” no leads to “Plan the six-month review”": (
        "Nobody was searched, so no invariant speaks of it; the scenario “There is no such case” fails."
    ),
    "S1P: “Who must look at it?” nobody: prohibited leads to “Is that enough?”": (
        "The same procedure: the second gateway has the same default, so what is prohibited ends there."
    ),
    "S1P: “Is that enough?” prohibited leads to “Remind Legal Services”": (
        "Nobody is cleared by it: the assessment ends after a needless e-mail, and the request hears “not cleared”."
    ),
    "W1: “Account in use” and “Access worker suspended” of “Why did it fail?” are exchanged": (
        "No account is checked out without the register: it refuses a suspended worker again, however long they wait."
    ),
    "W1: “Yes” and “No” of “Would another page help?” are exchanged": (
        "A separate request is raised for nothing or not at all; the policy forbids looking at the other page, and nobody does."
    ),
    "S1P: “Authorisation first” and “No” of “What is the advice?” are exchanged": NO_FORCE,
    "S1P: the default of “What is the advice?” is “Authorisation first”": NO_FORCE,
    "W1: negate “Try again?” yes": "A request is stopped, or asks again for a worker; nobody searches without one.",
    "W1: negate “What was agreed?” change the request": (
        "Whatever was agreed, no search follows without the access worker then being satisfied."
    ),
    "W1: the default of “What was agreed?” is “Valid as it is”": (
        "Whatever was agreed, no search follows without the access worker then being satisfied."
    ),
    "W1: negate “What did the Director decide?” ask for more": (
        "A refusal comes back as a question and the other way round; a search still needs an approval."
    ),
    "W1: “Unsure or in dispute?” becomes inclusiveGateway": SAME,
    "W1: “Anything relevant?” becomes inclusiveGateway": SAME,
    "S1P: “Is it in force?” becomes inclusiveGateway": SAME,
    "W1: the default of “Is the request in order?” is “Yes”": (
        "What the table blocks goes on, and stops at the guard of W1-I22 before the scope is locked: it is held while cases run."
    ),
    "W1: “Approval expired” at “Check the legitimacy” no longer interrupts": THROWS,
    "W1: “Withdraw the request” no longer interrupts": THROWS,
    "S1P: “2 working days” at “Give legal advice” interrupts": (
        "Nobody is cleared by it: the advice is not waited for, and the request hears “not cleared”."
    ),
    "W1: leave out “Remind the Team Manager”": REMINDER,
    "W1: leave out “Remind the social worker”": REMINDER,
    "S1P: leave out “Remind Legal Services”": REMINDER,
    "S1P: leave out “Tell the applicant”": "The outcome can be read on the request; no invariant asks for the message.",
    "S1P: leave out “Tell the RIPA officer”": "The advice is asked for all the same; no invariant asks for the message.",
    "W1: “Act on the risk now” is done by sm": "The task goes to the social worker by name; no invariant says whose it is.",
    "S1P: “Answer the questions” is done by tm": "No invariant says who answers, and the manager who confirms is another person by rule.",
    "W1: “Sum up the assessments” always gives clearedSubjects = for s in subjects return s.id": (
        "The same wherever it matters: a request goes on only when everybody on it is cleared."
    ),
    "W1: “Judge relevance together” always gives relevantItems = []": (
        "Nothing is kept, so there is nothing to save; the invariant speaks of what was kept."
    ),
    "dmn-s1-surveillance.dmn: drop row 10": MORE_CAREFUL,
    "dmn-s1-surveillance.dmn: drop row 13": MORE_CAREFUL,
    "dmn-s1-surveillance.dmn: drop row 17": "What the row sends to Legal Services the last row sends there too.",
    'dmn-s1-surveillance.dmn: row 10 gives "NON_RIPA_REVIEW"': MORE_CAREFUL,
    'dmn-s1-surveillance.dmn: row 13 gives "PROCEED"': (
        "Somebody who knows of it is looked at openly: the manager confirms either outcome, and the look is recorded either way."
    ),
    'dmn-s1-surveillance.dmn: row 17 gives "PROHIBITED"': MORE_CAREFUL,
    "dmn-w1-validate.dmn: drop row 5": ALWAYS_GIVEN,
    'dmn-w1-validate.dmn: row 5 gives "blocked"': ALWAYS_GIVEN,
    "dmn-w1-grounds.dmn: drop row 4": "More careful than the policy asks: a ground is no longer one, and the concern is not pursued.",
    "dmn-w1-grounds.dmn: row 4 gives false": "More careful than the policy asks: a ground is no longer one, and the concern is not pursued.",
}


def why_it_survives(mutant: Mutant) -> str:
    """Return why, '' where nobody has said it yet."""
    return WHY.get(mutant.name, "")

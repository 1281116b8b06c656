"""Why mutants that neither walks nor the checker find are no breach of the policy: written by hand, by name of mutant."""

from __future__ import annotations

from collections.abc import Mapping

from tests.processes.mutation.mutants import Mutant

SAME = "The same procedure: with one condition and a default, exactly one way is taken by either gateway."
THROWS = "The same procedure: the branch ends by throwing an error, and that interrupts in any case."
REMINDER = "Only a reminder is missing; no invariant asks for one."
MORE_CAREFUL = "More careful than the policy asks: what went on before is now stopped or sent to Legal Services."
NO_GROUNDS = (
    "No invariant speaks of grounds: the Team Manager still has to agree. The scenarios that end for want of grounds fail."
)
REGISTER = "No account is checked out without the register: it refuses a suspended worker again, however long they wait."
POOL = "A request is stopped, or asks again for a worker; nobody searches without one."
ALWAYS_GIVEN = "The same procedure: the form requires both dates, so no request comes to this row."
WHY: Mapping[str, str] = {
    "W1: the flow out of “Check approved” leads to “Settle the doubt together”": (
        "Nobody searches: no list of access workers was made, so the legitimacy check cannot be given to anybody and the case waits "
        "for help. In no walk was anything shared."
    ),
    "W1: “Not pursued” (W1_ExitNotPursued) has the code of “W1_LEGAL_HOLD”": (
        "A request that is not pursued ends as one that is held; nobody was searched, and no invariant tells the two apart."
    ),
    "W1: leave out “Make the request document”": "The answers stand in the case; no invariant asks for the document.",
    "W1: leave out “Remind the Director”": REMINDER,
    "W1: “Unsure or in dispute?” no leads to “Anything illegal seen?”": (
        "Relevance is judged again and again until it is in dispute or the approval is withdrawn: nobody else is looked at meanwhile. "
        "Every scenario with a search fails."
    ),
    "W1: “Yes” and “No” of “Are there grounds?” are exchanged": NO_GROUNDS,
    "W1: “To be corrected” and “Not allowed” of “Is the request in order?” are exchanged": (
        "What is not allowed comes back to be written again instead of being held, and the other way round; neither way goes on."
    ),
    "W1: “Yes” and “No, stop” of “Try again?” are exchanged": POOL,
    "W1: negate “Why did it fail?” account in use": REGISTER,
    "W1: “Are there grounds?” becomes inclusiveGateway": SAME,
    "W1: “May anyone act?” becomes inclusiveGateway": SAME,
    "W1: the default of “Does the manager agree?” is “More work needed”": (
        "A refusal comes back as more work and the other way round; a request still needs the manager's yes."
    ),
    "W1: “Pilot stopped” no longer interrupts": THROWS,
    "W1: “Is there such a case?” no leads to “Plan the six-month review”": (
        "Nobody was searched, so no invariant speaks of it; the scenario “There is no such case” fails."
    ),
    "S1P: “Who must look at it?” nobody: prohibited leads to “Is that enough?”": (
        "The same procedure: the second gateway has the same default, so what is prohibited ends there."
    ),
    "S1P: “Is that enough?” prohibited leads to “Remind Legal Services”": (
        "Nobody is cleared by it: the assessment ends after a needless e-mail, and the request hears “not cleared”."
    ),
    "W1: “Account in use” and “Access worker suspended” of “Why did it fail?” are exchanged": REGISTER,
    "W1: “Yes” and “No” of “Would another page help?” are exchanged": (
        "A separate request is raised for nothing or not at all; the policy forbids looking at the other page, and nobody does."
    ),
    "W1: the default of “What was agreed?” is “Valid as it is”": (
        "Whatever was agreed, no search follows without the access worker then being satisfied."
    ),
    "W1: “Unsure or in dispute?” becomes inclusiveGateway": SAME,
    "W1: “Anything relevant?” becomes inclusiveGateway": SAME,
    "S1P: “Is it in force?” becomes inclusiveGateway": SAME,
    "S1P: “2 working days” at “Give legal advice” interrupts": (
        "Nobody is cleared by it: the advice is not waited for, and the request hears “not cleared”."
    ),
    "S1P: leave out “Remind Legal Services”": REMINDER,
    "S1P: leave out “Tell the applicant”": "The outcome can be read on the request; no invariant asks for the message.",
    "S1P: leave out “Tell the RIPA officer”": "The advice is asked for all the same; no invariant asks for the message.",
    "W1: “Act on the risk now” is done by sm": "The task goes to the social worker by name; no invariant says whose it is.",
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

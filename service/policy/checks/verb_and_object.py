"""An activity is named with what is done to what: a verb and its object.

Begin with the verb: “Check the request”, not “Request check” or “Checking”.
"""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.policy.checks.scope import is_activity, is_event_sub
from service.policy.checks.subject import Subject

RULE = "verb-and-object"
SEVERITY = Severity.WARNING
NOUN_ENDINGS = ("tion", "sion", "ment", "ness", "ance", "ence", "ity", "ing", "ism", "ship", "ology", "isation", "ization")
VERBS = frozenset(
    "advance audition auction augment balance bring caution cement cling comment commission complement condition dement document enhance "
    "experiment evidence finance fling function implement influence lament licence mention motion partition petition position provision "
    "question reference ring sanction sentence sequence silence sling spring station string supplement swing transition vision witness".split()
)
NO_VERB = frozenset("a an the this that new old all any no each every by for from in of on to with and or but".split())


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for an activity of one word, and for one that begins with what can be no verb.

    A guess by the look of the first word: a list of all verbs would be longer and no better.
    """
    for scope in subject.scopes:
        for node in scope.nodes.values():
            words = node.name.split()
            if not words or not is_activity(node) or is_event_sub(node):
                continue
            if len(words) == 1:
                yield node.finding(
                    RULE, f"{node.name!r} does not say what is done to what: name the step with a verb and its object"
                )
            elif not could_be_verb(words[0]):
                yield node.finding(RULE, f"{node.name!r} does not begin with a verb: say what is done, then to what")


def could_be_verb(word: str) -> bool:
    """Say whether an English word could be a verb in the imperative."""
    plain = "".join(letter for letter in word.casefold() if letter.isalpha())
    return bool(plain) and plain not in NO_VERB and (plain in VERBS or not plain.endswith(NOUN_ENDINGS))

"""SC-01 as its people live it: who opens which task and what they answer, in the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tests.web.window import PRESS

Answers = Mapping[str, Any]
AISHA, CAROL, DILIP = "Aisha Rahman", "Carol Whitaker", "Dilip Mistry"
EILEEN, FEMI, UMA = "Eileen Foster", "Femi Adeyemi", "Uma Lind"
AISHA_AS_LISTED = f"{AISHA}, Social worker, Assessment Team 2"
DILIP_AS_LISTED = f"{DILIP}, Service Manager, Locality East"
NOT_INFORMED = "Past violence if Dean learns of an enquiry."


@dataclass(frozen=True)
class Turn:
    """One task of one person. ``answers`` go into a short form, ``parts`` into the pages of a long one."""

    person: str
    task: str
    answers: Answers = field(default_factory=dict)
    parts: Mapping[str, Answers] = field(default_factory=dict)


def subject(name: str, born: date, relationship: str) -> Answers:
    return {
        "Is the person’s name known?": "Yes",
        "Full name": name,
        "Date of birth": born,
        "I have reason to believe this person is an adult": True,
        "Relationship to the child": relationship,
        "Does the person know a check may be made?": "No",
        "Why have they not been told?": NOT_INFORMED,
    }


REQUEST = {
    "Type of work and who manages the case": {
        "Service Manager of the team managing the case": DILIP_AS_LISTED,
        "Type of work": "Single assessment",
        "Site": "Facebook",
    },
    "The people": {
        "Person 1": subject("Zara Kaye", date(1994, 3, 14), "Mother"),
        "Add another person": PRESS,
        "Person 2": subject("Dean Kaye", date(1990, 8, 2), "Father"),
    },
    "What you are looking for": {
        "Question 1": "Do public posts show Zara and Dean together since 1 Jan 2026?",
        "Posts from": date(2026, 1, 1),
        "Posts to": date(2026, 3, 20),
        "Is one look enough?": "Yes, one look",
    },
    "Who else may be seen, and urgency": {
        "Who else may be seen (children, friends) and how will you limit that?": "Robin may be seen; nothing of Robin is copied.",
        "Urgency": "Routine",
    },
    "Your promises": {
        "I have not used and will not use my own profile": True,
        "The facts given are accurate to my knowledge": True,
    },
}

ASSESSMENT = {
    "The look": {
        "Which account?": "An official account in the council’s name",
        "What will you look at?": "Only what anyone can see without being a friend",
        "Any contact?": "None",
        "Does the person know?": "No",
        "How often?": "Once",
    },
    "What it may show": {
        "Is it aimed at a particular person?": "Yes",
        "Likely to yield private information?": "No",
        "Will it build a picture of someone’s life?": "No",
        "Will it be recorded and kept?": "Yes",
        "Will it be combined with other information?": "Yes",
        "Will it show other people?": "Yes",
        "Likely to meet legally privileged, medical or journalistic material?": "No",
    },
    "Urgency and offences": {"Is this an immediate response to something happening now?": "No"},
}

BEFORE_THE_SEARCH = (
    Turn(
        AISHA,
        "Record the concern",
        {
            "Children this concerns": ("Robin Kaye",),
            "Which part of the account of events needs checking?": "Zara says she and Dean separated in January",
            "How might it affect a child’s safety?": "Robin may be living with a man known for domestic abuse.",
            "Why do you think the check is needed?": "Reasonable grounds to believe information is misleading or untrue",
            "Facts that support this": "Neighbour reports Dean's van overnight 3 times in March",
            "Where did the alert come from?": "A professional",
        },
    ),
    Turn(
        CAROL,
        "Discuss it in supervision",
        {
            "Date of supervision": date(2026, 3, 20),
            "Social worker present": AISHA_AS_LISTED,
            "Way 1": {
                "What could be done": "Unannounced visit",
                "Has it been tried?": "Yes",
                "What came of it": "No answer",
            },
            "Do you agree?": "Yes, I agree",
            "Why is a check of Facebook an appropriate way to triangulate?": "Open pages show whether they still live together.",
            "Why would a less intrusive way not do?": "Two visits had no answer, and asking could put Zara at risk.",
            "Could the person simply be asked or shown the concern?": "No, that would raise the risk",
        },
    ),
    Turn(AISHA, "Write the request", parts=REQUEST),
    Turn(AISHA, "Answer the questions", parts=ASSESSMENT),
    Turn(AISHA, "Answer the questions", parts=ASSESSMENT),
    Turn(CAROL, "Confirm the outcome", {"Do you agree?": "Yes, I confirm it"}),
    Turn(CAROL, "Confirm the outcome", {"Do you agree?": "Yes, I confirm it"}),
    Turn(CAROL, "Ask the Director", {"Why I support this request": "No answer at two visits. One look settles it either way."}),
    Turn(
        EILEEN,
        "Decide on the request",
        {
            "Decision": "Approve as asked",
            "Why is the check necessary?": "Robin may be living with a man known for domestic abuse.",
            "Why is it proportionate?": "One look at open pages of two people for twelve weeks.",
            "Looks allowed": "1",
        },
    ),
    Turn(
        FEMI,
        "Check the legitimacy",
        {
            "I have read the request and the Service Director’s approval": True,
            "Do the people, site and period in the request match the approval?": "Yes",
            "Do you know any of the people?": "No",
            "Are you satisfied the log-on is legitimate?": "Yes, I am satisfied",
        },
    ),
)

NOTHING_GRAVE = {
    "I did not send a request, message, like, follow or join": True,
    "Did you see anything that may be an indecent image of a child or shows a child in danger now?": "No",
    "Does what you saw mean a child is at immediate risk?": "No",
    "Would another person’s page help?": "No",
}
TOGETHER = {"Social worker taking part": AISHA_AS_LISTED, "How": "By phone"}
RELEVANT = {
    "Access worker’s view": "Relevant",
    "Social worker’s view": "Relevant",
    "Question it may answer": "Do public posts show Zara and Dean together since 1 Jan 2026?",
    "Does it show other people?": "No",
}


def item(number: int, summary: str) -> Answers:
    return {
        "Address of the item": f"https://www.facebook.com/zara/posts/{number}",
        "What it is": "Post",
        "What it shows": summary,
    }


def search(name: str, privacy: str, items: Answers) -> Turn:
    return Turn(
        FEMI,
        "Search one person",
        {
            "Person being checked": name,
            "Page found?": "Yes, certainly the right person",
            "Why you think it is the right person": "The photo is the one on file.",
            "Page address": f"https://www.facebook.com/{name.split()[0].lower()}",
            "What can be seen without being a friend?": privacy,
            "Search term 1": name,
            **items,
            **NOTHING_GRAVE,
        },
    )


SEARCH = (
    search(
        "Zara Kaye",
        "Everything is open",
        {
            "Item 1": item(1, "Zara and Dean at a table on 14 February"),
            "Add another item": PRESS,
            "Item 2": item(2, "Dean's van outside the house on 8 March"),
        },
    ),
    Turn(
        FEMI,
        "Judge relevance together",
        {**TOGETHER, "Item 1": RELEVANT, "Item 2": RELEVANT, "Is either of you unsure about the process?": "No"},
    ),
    search("Dean Kaye", "All of it is restricted", {}),
    Turn(FEMI, "Judge relevance together", {**TOGETHER, "Is either of you unsure about the process?": "No"}),
)


def after_the_search(first: Path, second: Path) -> tuple[Turn, ...]:
    """Return the turns from the copies to the shared log. Two files are the copies of the two items."""
    unchanged = {"Have other people been made unrecognisable?": "No"}
    return (
        Turn(
            FEMI,
            "Save the copies",
            {
                "Document 1": {"Copy": first, **unchanged},
                "Document 2": {"Copy": second, **unchanged},
                "None of the copies shows an indecent image of a child": True,
            },
        ),
        Turn(
            AISHA,
            "Confirm the filing",
            {
                "Date filed": date(2026, 3, 20),
                "I understand this is now part of the formal record and may be disclosed on request": True,
            },
        ),
        Turn(
            FEMI,
            "Write the log",
            {
                "Minutes spent searching": "35",
                "Person 1": {"How sure are you it is the right person?": "Certain"},
                "Person 2": {"How sure are you it is the right person?": "Certain"},
                "Question 1": {"Answer": "Yes"},
                "Result": "Something relevant was found",
                "Was restricted content met and left alone?": "Yes",
                "How sure are you the page is genuine?": "Sure",
            },
        ),
        Turn(
            AISHA,
            "Weigh and finalise",
            {
                "What does the information mean for the assessment?": "They were together after January.",
                "Evidence 1": "Visit on 25 March",
                "Is this the only evidence for any conclusion?": "No",
                "Will it be put to the person?": "Not yet, it is not safe",
                "Used in": ("Assessment",),
                "This is the final log": True,
            },
        ),
        *(
            Turn(person, "Read the log and comment", {"I have read the log": True, "Anything needed?": "Nothing"})
            for person in (CAROL, DILIP, EILEEN)
        ),
        Turn(
            AISHA,
            "Say how useful it was",
            {
                "How many useful pieces of information?": "2",
                "How many could not have been had elsewhere?": "1",
                "How much did it contribute?": "A significant amount",
                "In what way?": "It showed that they were together in February.",
                "How easy was the authorisation?": "4",
                "Did the authorisation work as a safeguard?": "5: very well",
            },
        ),
    )

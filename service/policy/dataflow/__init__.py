"""Which variables a procedure sets and reads, and what is set by the time something is read. Judges nothing; checks do."""

from service.policy.dataflow.drawing import draw
from service.policy.dataflow.model import ANSWERS, ANYTHING, Flow, Material, Point, Read, Write
from service.policy.dataflow.solving import Solved, solve
from service.policy.dataflow.tables import reads
from service.policy.dataflow.words import RESERVED, Words, is_plain, words

__all__ = [
    "ANSWERS",
    "ANYTHING",
    "RESERVED",
    "Flow",
    "Material",
    "Point",
    "Read",
    "Solved",
    "Words",
    "Write",
    "draw",
    "is_plain",
    "reads",
    "solve",
    "words",
]

"""Read-only questions, always filtered by the actor. Nothing here writes, except the line that says who looked."""

from service.queries.rooms import Rooms, rooms

__all__ = ["Rooms", "rooms"]

"""Everything a procedure can do, found by running the engine itself: every choice both ways, every answer that matters, every event
that may come or not. Times, people and retries are not looked at."""

from service.engine.exploring.explorer import explore

__all__ = ["explore"]

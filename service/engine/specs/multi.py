"""Multi-instances: one body that watches and collects, one instance for every item of a list, output in order of the list."""

from __future__ import annotations

from typing import Any

from service.engine.dialect.settings import Loop, feel
from service.engine.endings import cancel
from service.engine.run import INSTANCES_AT_MOST, Held
from service.engine.scopes import context, propagate
from service.engine.specs.node import Node
from service.engine.tree import Token
from service.engine.watches import arm, disarm, prepare_boundaries


class Multi(Node):
    """An activity that may run once for every item of a list."""

    def enter(self, token: Token) -> bool | None:
        return (
            self.enter_body(token, self.settings.loop)
            if self.settings.loop is not None and token.body is None
            else self.enter_one(token)
        )

    def enter_one(self, token: Token) -> bool | None:
        """Enter the activity itself, or one instance of it."""
        return True

    def enter_body(self, token: Token, loop: Loop) -> bool | None:
        """Evaluate the list, watch, and put the instances (the first one only where they run one after the other)."""
        run = token.run_
        items = run.evaluate(context(run, token), [feel(loop.collection)])[0]
        if not isinstance(items, list):
            raise Held(f"“{loop.collection}” did not give a list to go through")
        if len(items) > INSTANCES_AT_MOST:
            raise Held(f"the list has {len(items)} items: more than {INSTANCES_AT_MOST} cannot be gone through")
        watches = prepare_boundaries(run, token)
        token.memory["outs"] = [None] * len(items)
        token.memory["done"] = 0
        token.memory["count"] = len(items)
        if not items:
            self.end_body(token, loop)
            return None
        arm(run, token, watches)
        if loop.sequential:
            token.memory["items"] = items[1:]
        for index, item in enumerate(items[:1] if loop.sequential else items):
            self.put_instance(token, loop, index, item)
        return None

    def put_instance(self, body: Token, loop: Loop, index: int, item: Any) -> None:
        """Put one instance with its own item, loopCounter and result variable."""
        variables: dict[str, Any] = {"loopCounter": index + 1}
        if loop.item:
            variables[loop.item] = item
        name = feel(loop.output_element or "")
        if name.isidentifier() and name not in variables:
            variables[name] = None
        body.run_.put(body.scope, self, body=body, index=index, local=variables)

    def collect(self, body: Token, instance: Token) -> None:
        """Take an instance's result; go on with the next item, or end when all are done or the condition holds."""
        run, loop = body.run_, self.settings.loop
        assert loop is not None
        memory = body.memory
        try:
            value, enough = self._result(body, instance, loop)
        except Held as held:
            run.hold(instance, str(held), at="collect")
            return
        memory["outs"][instance.memory["index"]] = value
        memory["done"] += 1
        run.take(instance)
        if enough or memory["done"] == memory["count"]:
            for other in list(body.instances):
                cancel(run, other)
            self.end_body(body, loop)
        elif loop.sequential:
            items = memory["items"]
            memory["items"] = items[1:]
            self.put_instance(body, loop, memory["done"], items[0])

    def _result(self, body: Token, instance: Token, loop: Loop) -> tuple[Any, bool]:
        run, memory = body.run_, body.memory
        texts = [text for text in (loop.output_element, loop.until) if text]
        done = memory["done"] + 1
        counts = {
            "numberOfInstances": memory["count"],
            "numberOfActiveInstances": len(body.instances) - 1,
            "numberOfCompletedInstances": done,
            "numberOfTerminatedInstances": 0,
        }
        found = dict(zip(texts, run.evaluate(context(run, instance, counts), [feel(text) for text in texts]), strict=True))
        enough = found.get(loop.until or "", False)
        if loop.until and not isinstance(enough, bool):
            raise Held(f"“{loop.until}” gave no yes or no")
        return found.get(loop.output_element or ""), bool(loop.until and enough)

    def end_body(self, body: Token, loop: Loop) -> None:
        """Write the collected output outward and go on."""
        run = body.run_
        if loop.output:
            propagate(body, loop.output, body.memory["outs"], inside=False)
        disarm(run, body)
        run.step(body, "completed")
        self.go_on(body, self.flows)

    def retry(self, token: Token, at: str) -> None:
        if at == "collect" and token.body is not None:
            self.collect(token.body, token)
        else:
            super().retry(token, at)

"""Random walks on the engine itself: one case at a time, kept alive from step to step without snapshots.

Time stands still: any armed timer may fire at any moment, as it may for the checker."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from service.domain.bundle import Bundle
from service.domain.execution import CaseFacts, CompleteJob, CompleteTask, Deliver, Doer, OpenTask, Start, ThrowError
from service.engine.catching import wake
from service.engine.machine import apply, settle
from service.engine.procedure import Procedure, build
from service.engine.run import STEPS_AT_MOST, Run
from service.engine.scopes import context
from service.engine.snapshot import fresh
from service.engine.tree import Token
from service.engine.watches import find
from service.policy import pack
from tests.processes.mutation.answering import TODAY, Answering
from tests.processes.mutation.monitors import Monitor
from tests.processes.mutation.remembering import RememberedDecisions, Remembering
from tests.processes.mutation.unread import without
from tests.processes.mutation.world import World

AT = datetime.fromisoformat(f"{TODAY}T09:00:00+00:00").astimezone(UTC)
RESTS_AT_MOST = 220
STEPS_PER_REST = 400
COLLECT_EVERY = 250
PEOPLE = {
    role: f"{role}-1"
    for role in ("osw", "tm", "sm", "sd", "aaw", "sm_lac", "legal", "ripa_officer", "ripa_ao", "manager", "applicant")
}
FAVOURS = (0.97, 0.9, 0.75, 0.4)
ADVERSITY = (0.0, 0.0, 0.02, 0.1)
FAILURES = (0.0, 0.05, 0.25)


class LiveRun(Run):
    """A run that lasts for a whole case and tells a monitor what it passes."""

    monitor: Monitor
    trail: list[str]

    def public_id(self, kind: str, number: int) -> str:
        return f"{kind}{number}"

    def step(self, token: Token, what: str, **_more: Any) -> None:
        self.monitor.passes(token, what)
        if what == "completed":
            self.trail.append(token.node.name)

    def open(self, kind: str, item_id: str, item: Any) -> None:
        if kind == "task":
            self.monitor.opens(item)
        super().open(kind, item_id, item)

    def hold(self, token: Token, message: str, *, at: str = "enter") -> None:
        self.monitor.holds(token)
        super().hold(token, message, at=at)


@dataclass
class Found:
    """What walks found. ``broken`` says in how many walks each invariant broke, ``shortest`` what one of them completed on the way,
    ``endings`` how walks ended."""

    walks: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    shortest: dict[str, tuple[str, ...]] = field(default_factory=dict)
    endings: Counter[str] = field(default_factory=Counter)
    elements: set[str] = field(default_factory=set)


class Walker:
    """Walks one procedure. Equal seeds walk equally. Raises Unfit when the engine cannot run it."""

    def __init__(self, bundle: Bundle, seed: int, language: Remembering | None = None) -> None:
        bundle = without(bundle)
        self.random = Random(seed)
        self.language = language or Remembering()
        self.procedure: Procedure = build(bundle, language=self.language, decide=RememberedDecisions(bundle))
        self.answering = Answering.of(bundle, self.language, PEOPLE, self.random)
        self.world = World(self.random)
        policy = next(path for path in bundle.files if path.endswith("policy.toml"))
        self.facts = CaseFacts(
            case_id="case",
            number="WR-2026-0001",
            council=bundle.council,
            procedure_id=bundle.procedure_id,
            started_by="osw-1",
            started_at=AT,
            pack=pack.load(bundle.files[policy], file=policy).parameters,
        )

    def walk(self, walks: int, *, enough: int | None = None) -> Found:
        """Walk so often; stop earlier when something broke and so many walks since have broken nothing else."""
        found = Found()
        last = 0
        for number in range(1, walks + 1):
            monitor, trail, ending = self.once()
            found.walks = number
            found.endings[ending] += 1
            found.elements.update(trail)
            for invariant in monitor.broken:
                found.broken[invariant] += 1
                if found.broken[invariant] == 1:
                    last = number
                if invariant not in found.shortest or len(trail) < len(found.shortest[invariant]):
                    found.shortest[invariant] = tuple(trail)
            if number % COLLECT_EVERY == 0:
                gc.collect()
            if enough is not None and found.broken and number - last >= enough:
                break
        return found

    def once(self) -> tuple[Monitor, list[str], str]:
        """Walk one case to its end, or until it is stuck or goes on too long."""
        run = self.begin()
        return run.monitor, run.trail, self.go_on(run)

    def begin(self) -> LiveRun:
        """Start a case."""
        self.answering.favour = self.random.choice(FAVOURS)
        tree, memory = fresh(self.procedure)
        run = LiveRun(self.procedure, tree, memory, facts=self.facts, now=AT)
        run.monitor = Monitor()
        run.trail = []
        self.apply(run, Start(variables=self._given(), doer=Doer("osw-1", "osw-1", ("osw",))))
        return run

    def go_on(self, run: LiveRun) -> str:
        """Walk on at random and return how the case ended."""
        choose = self.random
        adversity, failures = choose.choice(ADVERSITY), choose.choice(FAILURES)
        for _rest in range(RESTS_AT_MOST):
            if run.tree.empty:
                end: str = run.memory["end"] or ""
                run.monitor.ends(end)
                return end
            work = [*run.opened["task"].values(), *run.opened["job"].values()]
            events = [*run.opened["timer"], *run.opened["subscription"]]
            if events and (not work or choose.random() < adversity):
                self.happen(run, choose.choice(events))
            elif work:
                self.work(run, choose.choice(work), failures)
            elif run.opened["incident"]:
                return "incident"
            else:
                run.monitor.stuck()
                return "stuck"
        return "too long"

    def apply(self, run: LiveRun, intent: Any) -> None:
        """Do what an intent asks."""
        run.steps_run = STEPS_AT_MOST - STEPS_PER_REST
        apply(run, intent)
        run.closed = {kind: {} for kind in run.closed}
        run.decisions.clear()

    def _given(self) -> Mapping[str, Any]:
        if self.procedure.procedure_id == "shared_surveillance_assessment":
            return {
                "applicantId": "osw-1",
                "managerId": "tm-1",
                "subject": {"id": "Somebody"},
                "subjectAware": self.random.choice(("consented", "informed", "not_informed")),
                "procedure": self.random.choice(("W1", "W1", "K1", "K2")),
                "reference": "CD-1",
            }
        if self.procedure.procedure_id == "wmdc_usefulness_review":
            given = dict.fromkeys(("requestNumber", "caseId", "osw", "tm", "accountSessionId"), "one")
            return {**given, "sessionEndedAt": AT.isoformat()}
        return self.answering.answers(self.procedure.start_form_id, {})

    def happen(self, run: LiveRun, item_id: str) -> None:
        """Let a timer fire, or a message or signal come."""
        if item_id.startswith("subscription"):
            self.apply(run, Deliver(subscription_id=item_id))
            return
        found = find(run, "timer", item_id)
        assert found is not None
        run.steps_run = STEPS_AT_MOST - STEPS_PER_REST
        wake(run, *found, {})
        settle(run)

    def work(self, run: LiveRun, item: Any, failures: float) -> None:
        """Complete a task or a job; a job may fail in a declared way."""
        if isinstance(item, OpenTask):
            self._answer(run, item)
            return
        code = self.world.error(item.operation) if self.random.random() < failures else None
        if code is not None:
            self.apply(run, ThrowError(job_id=item.job_id, code=code))
        else:
            self.apply(run, CompleteJob(job_id=item.job_id, result=self.world.result(item.operation)))

    def _answer(self, run: LiveRun, task: OpenTask) -> None:
        groups = tuple(PEOPLE.get(group, group) for group in task.candidate_groups)
        person = task.assignee or (*task.candidate_users, *groups, "somebody")[0]
        run.doer = Doer(person, person)
        token = next(each for each in run.tree.all_tokens() if f"task{each.memory.get('task')}" == task.task_id)
        answers = self.answering.answers(task.form_id, context(run, token))
        self.apply(run, CompleteTask(task_id=task.task_id, answers=answers, doer=run.doer))

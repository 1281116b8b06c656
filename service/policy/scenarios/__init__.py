"""Scenarios: what process owners write to say how a procedure must behave, and the player that holds it to that."""

from service.policy.scenarios.finding_files import scenario_files
from service.policy.scenarios.loading import load, load_text
from service.policy.scenarios.model import Fault, Scenario
from service.policy.scenarios.report import Failure, Report
from service.policy.scenarios.running import run
from service.policy.scenarios.stage import Letter, Stage, Standing

__all__ = ["Failure", "Fault", "Letter", "Report", "Scenario", "Stage", "Standing", "load", "load_text", "run", "scenario_files"]

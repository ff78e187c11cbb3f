"""The plan file: read, checked for what is wrong on every target, and turned into a topology."""

from longshore.plan.document import Plan
from longshore.plan.load import load_plan, parse_plan
from longshore.plan.problems import PlanError, Position, Problem
from longshore.plan.sections import Duration
from longshore.plan.topology import topology

__all__ = ["Duration", "Plan", "PlanError", "Position", "Problem", "load_plan", "parse_plan", "topology"]

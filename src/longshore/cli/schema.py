"""`longshore schema`: the JSON Schema of plan files, for editors."""

import json

from longshore.cli.output import Output, deliver
from longshore.plan.schema import plan_schema


def schema(output: Output = None) -> None:
    """Write the JSON Schema of plan files; its first lines say how an editor takes it up."""
    deliver(json.dumps(plan_schema(), indent=2, ensure_ascii=False) + "\n", output)

"""What a script does can be read up to a point; beyond it, only a run tells.

Loops over known words are unrolled and variables are followed. Functions, pipes, `case`, and words that come
from outside are not: the commands in them are read as if they might run, with values nobody knows. So of what
they make nothing can be said, neither good nor bad.
"""

from collections.abc import Iterator

from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield everything in the script whose effect was not followed."""
    for unread in deployment.script.unread:
        yield FoundInScript(
            position=unread.position,
            message=f"{unread.what} was not followed",
            fix="look at it yourself; the commands in it are checked as far as their words are known",
        )


RULE = ScriptRule(
    code="LS715",
    name="unread",
    severity=Severity.NOTE,
    on_azure="not known: what is created here may be what is said to be missing",
    evidence=Evidence.SOURCE,
    reference="the reading of scripts, longshore.azure.script",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
make_queue() {
  az servicebus queue create -g demo --namespace-name demo-namespace -n "$1"
}
make_queue orders
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
for queue in orders invoices; do
  az servicebus queue create -g demo --namespace-name demo-namespace -n "$queue"
done
""",
    ),
)

"""The script as a whole: what it needs to know, what it asks for first, and the sections in their order."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from longshore.azure.cli import access, entities, monitoring, namespaces, network
from longshore.azure.cli.names import APPLICATION_INSIGHTS, GROUP, GROUP_LOCATION, SUBSCRIPTION
from longshore.azure.cli.problems import problems
from longshore.azure.cli.shell import Shell, variable
from longshore.azure.errors import ExportError
from longshore.plan.document import Plan
from longshore.plan.placeholders import placeholders
from longshore.plan.source import Tree, TreePath

_HEAD: Final = """\
#!/usr/bin/env bash
# Deploys a plan to Azure with az: made by `longshore export`, from the plan that is to be changed instead.
# It may be run again at any time: what is there already stays, or becomes what the plan says.
set -euo pipefail
"""
_FUNCTIONS: Final = """\
export AZURE_CORE_OUTPUT=none

fail() { # what is wrong
    echo "$1" >&2
    exit 1
}

exists() { # a command that shows something: az ends with 3 where there is nothing
    local said status=0
    said=$("$@" 2>&1) || status=$?
    case $status in
        0) return 0 ;;
        3) return 1 ;;
        *) fail "$said" ;;
    esac
}
"""
_PROVIDERS: Final = 'providers="/subscriptions/$SUBSCRIPTION_ID/resourceGroups/$RG_NAME/providers"'
_UNTIL_PROVISIONED: Final = """\
until_provisioned() { # the command that shows it
    local state tries
    for ((tries = 0; tries < 120; tries++)); do
        state=$("$@" --query provisioningState --output tsv)
        case $state in
            Succeeded) return ;;
            Failed) fail "Azure could not provision it: $*" ;;
        esac
        sleep 5
    done
    fail "Azure did not provision it in ten minutes: $*"
}
"""
_ASSIGN: Final = """\
assign() { # a role, to a principal, on a scope: az would draw a new name for it each time
    local assigned
    assigned=$(az role assignment list --role "$1" --assignee-object-id "$2" --scope "$3" \\
        --fill-principal-name false --fill-role-definition-name false --query '[].id' --output tsv)
    [ -n "$assigned" ] || az role assignment create --role "$1" --assignee-object-id "$2" \\
        --assignee-principal-type ServicePrincipal --scope "$3"
}
"""
_SECTIONS: Final[tuple[tuple[str, Callable[[Shell, Plan], Iterable[str]]], ...]] = (
    ("Networks that must be there", network.network_checks),
    ("Key vault that must be there", access.key_vault_check),
    ("Log workspace that must be there", monitoring.workspace_check),
    ("Namespaces", namespaces.create_namespaces),
    ("Private DNS", network.private_dns),
    ("Private endpoints, of the secondary first", network.private_endpoints),
    ("Network rules", network.network_rules),
    ("Geo-DR pairing", namespaces.pairing),
    ("Queues", entities.queues),
    ("Topics", entities.topics),
    ("Queues that forward", entities.forwarding_queues),
    ("Subscriptions", entities.subscriptions),
    ("Rules of subscriptions", entities.rules),
    ("Shared access keys", access.access_policies),
    ("Role assignments", access.role_assignments),
    ("Secret with the connection string", access.secret),
    ("Diagnostic settings", monitoring.diagnostic_settings),
    ("Action groups", monitoring.action_groups),
    ("Alerts", monitoring.alerts),
    ("Autoscale", monitoring.autoscale),
)
_MEANINGS: Final = {
    GROUP: "the resource group to deploy into",
    APPLICATION_INSIGHTS: "the ARM id of the Application Insights that the application sends its metrics to",
}


def az_script(plan: Plan) -> str:
    """Return a script that deploys a resolved plan; raises ExportError with all that cannot be deployed.

    What the plan leaves open in {braces} the script takes from the environment, `{alert-email}` from
    ALERT_EMAIL; `{subscription-id}`, `{rg-name}` and `{rg-location}` it knows from az and from the plan's
    `deployment`.
    """
    if found := problems(plan):
        raise ExportError(*found)
    shell = Shell()
    known = list(_known(shell, plan))
    sections = [_section(title, lines) for title, make in _SECTIONS if (lines := list(make(shell, plan)))]
    body = "\n".join([_group(shell, plan), *sections])
    functions = [
        text
        for call, text in (("\nuntil_provisioned ", _UNTIL_PROVISIONED), ("\nassign ", _ASSIGN))
        if call in body
    ]
    needed = list(_needed(shell, plan))
    parts = [_HEAD, *(["\n".join([*needed, ""])] if needed else []), _FUNCTIONS, *functions]
    return "\n".join([*parts, "\n".join([*known, ""]), body, "echo Done\n"])


def _group(shell: Shell, plan: Plan) -> str:
    """Return the first section; all others must be written, to know whether one asks for the region."""
    lines = list(namespaces.resource_group(shell, plan))
    if GROUP_LOCATION.strip("{}") in shell.placeholders:
        lines.append(namespaces.region_of_group(shell))
    return _section("Resource group", lines)


def _section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"echo '{title}'", *lines, ""])


def _known(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield what sets the variables that the script finds out by itself."""
    deployment = plan.deployment
    if deployment and SUBSCRIPTION not in (deployment.subscription_id or SUBSCRIPTION):
        yield shell.az("account set", subscription=deployment.subscription_id)
    name = SUBSCRIPTION.strip("{}")
    yield f"{variable(name)}=$({shell.az('account show', query='id', output='tsv')})"
    if deployment and GROUP not in deployment.resource_group:
        yield f"{variable(GROUP.strip('{}'))}={shell.word(deployment.resource_group)}"
    yield _PROVIDERS


def _needed(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield what stops the script where a placeholder has no value."""
    deployment = plan.deployment
    known = {SUBSCRIPTION.strip("{}"), GROUP_LOCATION.strip("{}")}
    if deployment and GROUP not in deployment.resource_group:
        known.add(GROUP.strip("{}"))
    for name in sorted(set(shell.placeholders) - known):
        yield f': "${{{variable(name)}:?{_meaning(plan, name)}}}"'


def _meaning(plan: Plan, name: str) -> str:
    if meaning := _MEANINGS.get(f"{{{name}}}"):
        return meaning
    path = next(path for path, text in _texts(plan.source.data, ()) if name in placeholders(text))
    return f"what the plan leaves open as {name} in line {plan.position(*path).line}, {path[0]}"


def _texts(tree: Tree, path: TreePath) -> Iterator[tuple[TreePath, str]]:
    """Yield every text of the plan, in its order."""
    if isinstance(tree, str):
        yield path, tree
    elif isinstance(tree, tuple):
        for index, item in enumerate(tree):
            yield from _texts(item, (*path, index))
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _texts(value, (*path, key))

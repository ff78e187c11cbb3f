"""The whole plan: every section under its key, and the line of everything in it."""

from collections.abc import Mapping
from typing import Literal

from pydantic import PrivateAttr

from longshore.plan.application import Application, EmbeddedBroker, Resolve, Targets, Worker
from longshore.plan.entities import Queue, Topic
from longshore.plan.monitoring import ActionGroup, Alert, Autoscale, Metric, Monitoring, ScalingCriterion
from longshore.plan.problems import Position
from longshore.plan.sections import Section
from longshore.plan.source import Source
from longshore.plan.surroundings import (
    AccessPolicy,
    Connection,
    Deployment,
    GeoDr,
    KeyVault,
    ManagedIdentity,
    Namespace,
    NetworkAccess,
    PrivateEndpoint,
    RoleAssignment,
)


class Plan(Section):
    """A plan file, as written; `plan` is the version of the format. It and the namespace are required."""

    plan: Literal[1]
    service: str | None = None
    environment: str | None = None
    namespace: Namespace
    geo_dr: GeoDr | None = None
    private_endpoint: PrivateEndpoint | None = None
    network_access: NetworkAccess | None = None
    queues: tuple[Queue, ...] = ()
    topics: tuple[Topic, ...] = ()
    managed_identity: ManagedIdentity | None = None
    role_assignments: tuple[RoleAssignment, ...] = ()
    access_policies: tuple[AccessPolicy, ...] = ()
    key_vault: KeyVault | None = None
    connection: Connection | None = None
    application: Application = Application()
    monitoring: Monitoring | None = None
    metrics: tuple[Metric, ...] = ()
    alerts: tuple[Alert, ...] = ()
    action_groups: tuple[ActionGroup, ...] = ()
    scaling: tuple[ScalingCriterion, ...] = ()
    autoscale: Autoscale | None = None
    deployment: Deployment | None = None
    targets: Targets = Targets()
    resolve: Resolve = Resolve()
    workers: Mapping[str, Worker] = {}
    longshore: EmbeddedBroker = EmbeddedBroker()

    _source: Source = PrivateAttr()

    @property
    def source(self) -> Source:
        """The file that the plan was read from."""
        return self._source

    def position(self, *path: str | int) -> Position:
        """Return where a value stands, for instance `position("queues", 0, "queue_name")`.

        Of a value that is not written, such as a default, it is where the section around it begins.
        """
        return self._source.position(path)

"""A producer: one process that sends its jobs, one after the other, each until it is acknowledged.

Usage: SERVICEBUS_CONNECTION_STRING=... python -m examples.tripgen.producer NAME LEDGER_FOLDER
"""

import asyncio
import json
import sys
from pathlib import Path

from azure.servicebus import ServiceBusMessage
from examples.tripgen.ledger import Ledger
from examples.tripgen.scenario import Job, Production, productions
from examples.tripgen.sending import PersistentSender


async def produce(production: Production, ledger: Ledger) -> None:
    """Send the jobs in order."""
    senders = {job.queue: PersistentSender(job.queue, ledger) for job in production.jobs}
    for job in production.jobs:
        await senders[job.queue].send(message_of(job))
        await asyncio.sleep(production.pause_s)
    for sender in senders.values():
        await sender.close()


def message_of(job: Job) -> ServiceBusMessage:
    """Return the message that carries a job."""
    return ServiceBusMessage(
        json.dumps(job.payload, ensure_ascii=False),
        message_id=job.id,
        session_id=job.session,
        subject=job.subject,
        content_type="application/json",
    )


if __name__ == "__main__":
    name, folder = sys.argv[1:]
    with Ledger(Path(folder), name) as own_ledger:
        asyncio.run(produce(productions()[name], own_ledger))

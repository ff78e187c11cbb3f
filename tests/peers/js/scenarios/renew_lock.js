import { setTimeout } from "node:timers/promises";
import { QUEUE, client, left, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "slow work", messageId: "1" });
const receiver = client.createReceiver(QUEUE, { maxAutoLockRenewalDurationInMs: 0 });
const message = await takeOne(receiver);
const before = message.lockedUntilUtc;
await setTimeout(2200);
const after = await receiver.renewMessageLock(message);
await setTimeout(2200);
await receiver.completeMessage(message);

say({ gainedMs: after - before, left: await left(receiver) });
await client.close();

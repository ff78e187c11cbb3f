import { setTimeout } from "node:timers/promises";
import { QUEUE, client, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "slow work", sessionId: "a", messageId: "1" });
const session = await client.acceptSession(QUEUE, "a", { maxAutoLockRenewalDurationInMs: 0 });
const before = session.sessionLockedUntilUtc;
const message = await takeOne(session);
await setTimeout(2200);
const after = await session.renewSessionLock();
await setTimeout(2200);
await session.completeMessage(message);

say({ gainedMs: after - before });
await client.close();

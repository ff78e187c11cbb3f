import { setTimeout } from "node:timers/promises";
import { QUEUE, client, codeOf, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "slow work", messageId: "1" });
const receiver = client.createReceiver(QUEUE, { maxAutoLockRenewalDurationInMs: 0 });
const message = await takeOne(receiver);
await setTimeout(1200);

say({ code: await codeOf(() => receiver.completeMessage(message)) });
await client.close();

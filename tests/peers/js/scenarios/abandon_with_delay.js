import { QUEUE, client, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "again, but later", messageId: "1" });
const receiver = client.createReceiver(QUEUE);
const first = await takeOne(receiver);
await receiver.abandonMessage(first, { "longshore:delay-ms": 1500 });
const before = Date.now();
const second = await takeOne(receiver);

say({ waitedMs: Date.now() - before, deliveryCount: second.deliveryCount, properties: second.applicationProperties });
await client.close();

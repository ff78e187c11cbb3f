import { QUEUE, client, left, say, send, take } from "../scenario.js";

await send(QUEUE, { body: "done", messageId: "1" }, { body: "again, but later", messageId: "2" });
const gone = client.createReceiver(QUEUE);
const [done, again] = await take(gone, 2);
await gone.close();
const receiver = client.createReceiver(QUEUE);
await receiver.completeMessage(done);
await receiver.abandonMessage(again, { "longshore:delay-ms": 1500 });
const before = Date.now();
const [second] = await take(receiver, 1);
const waitedMs = Date.now() - before;
await receiver.completeMessage(second);

say({ received: second.body, waitedMs, properties: second.applicationProperties, left: await left(receiver) });
await client.close();

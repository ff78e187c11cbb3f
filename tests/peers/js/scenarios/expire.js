import { QUEUE, client, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "too late", messageId: "1", timeToLive: 300 });
const dead = await takeOne(client.createReceiver(QUEUE, { subQueueType: "deadLetter" }));

say({ dead: dead.body, reason: dead.deadLetterReason, inQueue: await client.createReceiver(QUEUE).peekMessages(1) });
await client.close();

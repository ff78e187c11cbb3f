import { QUEUE, client, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "hopeless", messageId: "1" });
const receiver = client.createReceiver(QUEUE);
for (let tries = 0; tries < 2; tries++) await receiver.abandonMessage(await takeOne(receiver));
const dead = await takeOne(client.createReceiver(QUEUE, { subQueueType: "deadLetter" }));

say({ dead: dead.body, reason: dead.deadLetterReason, deliveryCount: dead.deliveryCount });
await client.close();

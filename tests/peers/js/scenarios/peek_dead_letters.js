import { QUEUE, client, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "broken", messageId: "1" });
const receiver = client.createReceiver(QUEUE);
await receiver.deadLetterMessage(await takeOne(receiver), { deadLetterReason: "BadInput" });
const [dead] = await client.createReceiver(QUEUE, { subQueueType: "deadLetter" }).peekMessages(10);

say({ dead: [dead.body, dead.deadLetterReason], inQueue: await receiver.peekMessages(10) });
await client.close();

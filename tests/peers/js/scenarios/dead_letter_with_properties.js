import { QUEUE, client, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "work", messageId: "1", applicationProperties: { kept: "as it was" } });
const receiver = client.createReceiver(QUEUE);
await receiver.deadLetterMessage(await takeOne(receiver), { deadLetterReason: "BadInput", tries: 3 });
const dead = await takeOne(client.createReceiver(QUEUE, { subQueueType: "deadLetter" }));

say({ reason: dead.deadLetterReason, tries: dead.applicationProperties.tries, kept: dead.applicationProperties.kept });
await client.close();

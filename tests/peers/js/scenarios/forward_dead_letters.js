import { OTHER, QUEUE, client, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "broken", messageId: "1" });
const receiver = client.createReceiver(QUEUE);
await receiver.deadLetterMessage(await takeOne(receiver), { deadLetterReason: "BadInput" });
const dead = await takeOne(client.createReceiver(OTHER));

say({ received: dead.body, reason: dead.deadLetterReason, source: dead.deadLetterSource });
await client.close();

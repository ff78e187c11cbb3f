import { QUEUE, client, left, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "work" });
const receiver = client.createReceiver(QUEUE);
const message = await takeOne(receiver);
await receiver.completeMessage(message);

say({ messageId: message.messageId, left: await left(receiver) });
await client.close();

import { QUEUE, client, left, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "work", messageId: "1" });
const receiver = client.createReceiver(QUEUE);
await receiver.completeMessage(await takeOne(receiver));

say({ left: await left(receiver) });
await client.close();

import { QUEUE, client, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "work", messageId: "1" });
const receiver = client.createReceiver(QUEUE);
await receiver.completeMessage(await takeOne(receiver));
await receiver.close();
const before = Date.now();
await client.close();

say({ receiverClosed: receiver.isClosed, prompt: Date.now() - before < 5000 });

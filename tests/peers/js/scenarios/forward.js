import { OTHER, QUEUE, client, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "passed on", messageId: "1" });
const receiver = client.createReceiver(OTHER);
const message = await takeOne(receiver);
await receiver.completeMessage(message);

say({ received: message.body, inSource: await client.createReceiver(QUEUE).peekMessages(1) });
await client.close();

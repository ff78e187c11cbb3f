import { QUEUE, bodies, client, say, send, take } from "../scenario.js";

const receiver = client.createReceiver(QUEUE);
const early = await receiver.receiveMessages(5, { maxWaitTimeInMs: 200 });
await send(QUEUE, { body: "after the drain", messageId: "1" });

say({ early: bodies(early), received: bodies(await take(receiver, 1)), closed: receiver.isClosed });
await client.close();

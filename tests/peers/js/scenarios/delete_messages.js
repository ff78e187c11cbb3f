import { setTimeout } from "node:timers/promises";
import { QUEUE, bodies, client, say, send, take } from "../scenario.js";

await send(QUEUE, ...["locked", "one", "two", "three"].map((body) => ({ body, messageId: body })));
const receiver = client.createReceiver(QUEUE);
await take(receiver, 1);
await setTimeout(50);
const beforeEnqueueTime = new Date();
await send(QUEUE, { body: "later" });

say({
  deleted: [
    await receiver.deleteMessages({ maxMessageCount: 1, beforeEnqueueTime }),
    await receiver.deleteMessages({ maxMessageCount: 10, beforeEnqueueTime }),
    await receiver.deleteMessages({ maxMessageCount: 10, beforeEnqueueTime }),
  ],
  left: bodies(await receiver.peekMessages(10)),
});
await client.close();

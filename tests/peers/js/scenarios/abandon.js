import { QUEUE, client, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "again", messageId: "1" });
const receiver = client.createReceiver(QUEUE);
const first = await takeOne(receiver);
await receiver.abandonMessage(first);
const second = await takeOne(receiver);

say({ deliveryCounts: [first.deliveryCount, second.deliveryCount] });
await client.close();

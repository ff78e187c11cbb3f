import { QUEUE, client, say, seen, send, takeOne } from "../scenario.js";

const soon = new Date(Date.now() + 1500);
await send(QUEUE, { body: "later", scheduledEnqueueTimeUtc: soon });
const receiver = client.createReceiver(QUEUE);
const waiting = await seen(receiver, 10);
const message = await takeOne(receiver);

say({ waiting, received: message.body, early: message.enqueuedTimeUtc < soon });
await client.close();

import { QUEUE, client, say, send, takeOne } from "../scenario.js";

const body = Buffer.alloc(20_000_000, "longshore ");
await send(QUEUE, { body, messageId: "large" });
const received = await takeOne(client.createReceiver(QUEUE));

say({ same: body.equals(received.body) });
await client.close();

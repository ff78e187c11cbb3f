import { QUEUE, bodies, client, say, send } from "../scenario.js";

for (const body of ["first", "again"]) await send(QUEUE, { body, messageId: "same" });

say({ queue: bodies(await client.createReceiver(QUEUE).peekMessages(10)) });
await client.close();

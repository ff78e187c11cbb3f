import { QUEUE, client, codeOf, say, send } from "../scenario.js";

say({
  code: await codeOf(() => send(QUEUE, { body: Buffer.alloc(200_000) })),
  left: await client.createReceiver(QUEUE).peekMessages(1),
});
await client.close();

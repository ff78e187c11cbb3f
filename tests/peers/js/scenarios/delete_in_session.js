import { setTimeout } from "node:timers/promises";
import { QUEUE, bodies, client, say, send } from "../scenario.js";

await send(QUEUE, ...["a1", "b1", "a2"].map((body) => ({ body, sessionId: body[0] })));
await setTimeout(50);
const session = await client.acceptSession(QUEUE, "a");
const deleted = await session.deleteMessages({ maxMessageCount: 10 });

say({ deleted, left: bodies(await client.createReceiver(QUEUE).peekMessages(10)) });
await client.close();

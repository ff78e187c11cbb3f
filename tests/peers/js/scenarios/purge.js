import { setTimeout } from "node:timers/promises";
import { QUEUE, client, say, send } from "../scenario.js";

await send(QUEUE, ...Array.from({ length: 600 }, (_, number) => ({ body: number })));
await setTimeout(50);
const receiver = client.createReceiver(QUEUE);

say({ purged: await receiver.purgeMessages(), left: await receiver.peekMessages(1) });
await client.close();

import { QUEUE, bodies, client, say, take } from "../scenario.js";

const sender = client.createSender(QUEUE);
const batch = await sender.createMessageBatch();
for (const body of ["one", "two", "three"]) batch.tryAddMessage({ body });
await sender.sendMessages(batch);

say({ received: bodies(await take(client.createReceiver(QUEUE), 3)) });
await client.close();

import { QUEUE, bodies, client, left, say, send, take } from "../scenario.js";

await send(QUEUE, { body: "one" }, { body: "two" });
const deleting = client.createReceiver(QUEUE, { receiveMode: "receiveAndDelete" });

say({ received: bodies(await take(deleting, 2)), left: await left(client.createReceiver(QUEUE)) });
await client.close();

import { QUEUE, client, left, say, send } from "../scenario.js";

await send(QUEUE, ...[1, 2, 3].map((body) => ({ body, messageId: `${body}` })));
const receiver = client.createReceiver(QUEUE);
const received = [];
for await (const message of receiver.getMessageIterator()) {
  await receiver.completeMessage(message);
  received.push(message.body);
  if (received.length === 3) break;
}

say({ received, left: await left(receiver) });
await client.close();

import { QUEUE, bodies, client, say, send, take } from "../scenario.js";

await send(QUEUE, { body: "one", messageId: "1" }, { body: "two", messageId: "2" });
const receiver = client.createReceiver(QUEUE);
const messages = await take(receiver, 2);
for (const message of messages) await receiver.deferMessage(message);
const deleting = client.createReceiver(QUEUE, { receiveMode: "receiveAndDelete" });
const taken = await deleting.receiveDeferredMessages(messages.map((message) => message.sequenceNumber));

say({ received: bodies(taken), peeked: (await receiver.peekMessages(10)).length });
await client.close();

import { QUEUE, client, codeOf, left, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "not now", messageId: "1" });
const receiver = client.createReceiver(QUEUE);
const { sequenceNumber } = await takeOne(receiver).then(async (message) => {
  await receiver.deferMessage(message);
  return message;
});
const leftAside = await left(receiver);
const [deferred] = await receiver.receiveDeferredMessages([sequenceNumber]);
await receiver.completeMessage(deferred);

say({
  left: leftAside,
  received: [deferred.body, deferred.state, deferred.deliveryCount],
  again: await codeOf(() => receiver.receiveDeferredMessages([sequenceNumber])),
});
await client.close();

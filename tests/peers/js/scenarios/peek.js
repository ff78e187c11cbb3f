import { QUEUE, bodies, client, say, seen, send, take } from "../scenario.js";

await send(QUEUE, ...["put aside", "locked", "ready"].map((body) => ({ body, messageId: body })));
await client.createSender(QUEUE).scheduleMessages({ body: "later" }, new Date(Date.now() + 60_000));
const receiver = client.createReceiver(QUEUE);
const [aside, locked] = await take(receiver, 2);
await receiver.deferMessage(aside);

say({
  pages: [bodies(await receiver.peekMessages(3)), bodies(await receiver.peekMessages(3))],
  all: await seen(receiver, 10, { fromSequenceNumber: aside.sequenceNumber }),
  fromTheSecond: bodies(await receiver.peekMessages(2, { fromSequenceNumber: locked.sequenceNumber })),
  behindTheEnd: await receiver.peekMessages(10, { fromSequenceNumber: locked.sequenceNumber.add(100) }),
});
await client.close();

import { QUEUE, client, say, send, takeOne } from "../scenario.js";

const BODIES = {
  value: { city: "Seoul", days: 3 },
  sequence: [[1, "two"], [3]],
  data: "text",
};

const receiver = client.createReceiver(QUEUE, { receiveMode: "receiveAndDelete" });
const received = {};
for (const [bodyType, body] of Object.entries(BODIES)) {
  await send(QUEUE, { bodyType, body });
  const { body: came, _rawAmqpMessage } = await takeOne(receiver);
  received[_rawAmqpMessage.bodyType] = came;
}

say(received);
await client.close();

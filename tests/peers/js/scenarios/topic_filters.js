import { TOPIC, bodies, client, say, send, take } from "../scenario.js";

await send(
  TOPIC,
  { body: "seoul", messageId: "1", subject: "trip", applicationProperties: { days: 3 } },
  { body: "busan", messageId: "2", subject: "trip", applicationProperties: { days: 1 } },
  { body: "hotel", messageId: "3", subject: "stay", applicationProperties: { days: 5 } },
);
const received = async (subscription, count) => bodies(await take(client.createReceiver(TOPIC, subscription), count));

say({
  everything: await received("everything", 3),
  longTrips: await received("long-trips", 1),
  stays: await received("stays", 1),
});
await client.close();

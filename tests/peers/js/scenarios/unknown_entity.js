import { client, codeOf, say, send } from "../scenario.js";

say({
  sender: await codeOf(() => send("nowhere", { body: "lost" })),
  receiver: await codeOf(() => client.createReceiver("nowhere").receiveMessages(1)),
});
await client.close();

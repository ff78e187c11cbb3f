import { QUEUE, client, say } from "../scenario.js";

const first = await client.acceptSession(QUEUE, "a");
const empty = await first.getSessionState();
await first.setSessionState(Buffer.from("half way"));
await first.close();
const second = await client.acceptSession(QUEUE, "a");

say({ empty, state: Buffer.from(await second.getSessionState()).toString() });
await client.close();

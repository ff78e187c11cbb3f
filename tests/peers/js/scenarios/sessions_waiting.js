import { setTimeout } from "node:timers/promises";
import { CONNECTION, QUEUE, client, connect, say, send } from "../scenario.js";

const waiting = [];
for (let number = 0; number < 3; number++) {
  waiting.push(connect(CONNECTION).acceptNextSession(QUEUE));
  await setTimeout(500);
}
for (const sessionId of ["a", "b", "c"]) await send(QUEUE, { body: "work", sessionId });
const sessions = await Promise.all(waiting);

say({ accepted: sessions.map((session) => session.sessionId) });
process.exit();

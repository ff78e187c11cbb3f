import { CONNECTION, QUEUE, codeOf, connect, say } from "../scenario.js";

const impatient = connect(CONNECTION, { timeoutInMs: 2000 });

say({ code: await codeOf(() => impatient.acceptNextSession(QUEUE)) });
await impatient.close();

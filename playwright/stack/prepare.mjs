// node prepare.mjs: brings everything that tests need, so that none of them waits for it.
import { elementClient, homeserverPrograms, lightClient, testPackages } from "./parts.mjs";

await testPackages();
await homeserverPrograms();
await lightClient();
await elementClient();

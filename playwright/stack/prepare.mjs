// node prepare.mjs: brings everything that tests need, so that none of them waits for it.
import { elementClient, etherpadServer, gallery, homeserverPrograms, lightClient, memoryClient, testPackages } from "./parts.mjs";

await testPackages();
await homeserverPrograms();
await lightClient();
await elementClient();
await memoryClient();
await etherpadServer();
await gallery();

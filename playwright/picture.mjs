// Pictures of the screens, for people to look at: test-results/pictures.
import { fileURLToPath } from "node:url";

const FOLDER = new URL("./test-results/pictures/", import.meta.url);

/** Keeps a picture of a page under a name such as "light-de-dialog". */
export const picture = (page, name) => page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, FOLDER)), animations: "disabled" });

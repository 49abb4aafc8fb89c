// Accounts on the stack's own homeserver.
import { createHmac, randomBytes } from "node:crypto";
import { MatrixClient } from "./matrix.mjs";

/**
 * Registers an account through the shared-secret call and signs it in; `admin` makes it an administrator of the homeserver.
 * Answers {user_id, password, access_token, device_id, display_name}.
 */
export async function register(homeserver, { username, displayName, admin = false }) {
    const path = "/_synapse/admin/v1/register";
    const server = new MatrixClient(homeserver.url);
    const { nonce } = await server.request("GET", path);
    const password = randomBytes(12).toString("base64url");
    const mac = createHmac("sha1", homeserver.registrationSecret)
        .update([nonce, username, password, admin ? "admin" : "notadmin"].join("\0"))
        .digest("hex");
    const session = await server.request("POST", path, { nonce, username, password, admin, mac });
    const account = { user_id: session.user_id, password, access_token: session.access_token, device_id: session.device_id };
    if (displayName) await new MatrixClient(homeserver.url, account).setDisplayName(displayName);
    return { ...account, display_name: displayName ?? username };
}

/** Signs an account in on another device; answers the account with it. */
export async function signInAgain(homeserver, account) {
    const { user_id: user, password } = account;
    const login = { type: "m.login.password", identifier: { type: "m.id.user", user }, password };
    const { access_token, device_id } = await new MatrixClient(homeserver.url).request("POST", "/_matrix/client/v3/login", login);
    return { ...account, access_token, device_id };
}

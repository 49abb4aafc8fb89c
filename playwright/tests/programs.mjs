// How other programs use the HTTP interface.

/**
 * A function that makes requests as a person: (method, path below /v1, body, headers) → {status, headers, text, body}. A body that is
 * a string is sent as it is; the answer's is the value of its JSON.
 */
export function asker({ bot }, { access_token }) {
    return async (method, path, body, headers = {}) => {
        const response = await fetch(`${bot.url}/v1${path}`, {
            method,
            headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json", ...headers },
            body: typeof body === "object" ? JSON.stringify(body) : body,
        });
        const text = await response.text();
        const isJSON = response.headers.get("content-type")?.includes("json");
        return { status: response.status, headers: response.headers, text, body: isJSON ? JSON.parse(text) : undefined };
    };
}

/** The Authorization header of a person who shows an OpenID token. */
export async function openIdHeader({ homeserver }, { api, user_id }) {
    const token = await api.request("POST", `/_matrix/client/v3/user/${encodeURIComponent(user_id)}/openid/request_token`, {});
    return `MX-Identity ${Buffer.from(JSON.stringify({ ...token, matrix_server_name: homeserver.serverName })).toString("base64")}`;
}

// What the page is told by the server that delivers it: who is signed in at this address.

export interface Session {
    user_id: string;
    access_token: string;
    device_id: string;
    /** The person's display name. */
    name: string;
}

export interface Config {
    /** Base address of the homeserver. */
    homeserver: string;
    /** The person at this address; absent at an address that belongs to nobody. */
    session?: Session;
    /** Everybody who can be switched to, each at an address of their own. */
    people: { name: string; url: string }[];
    /** The room to begin with. */
    room?: string;
}

export async function loadConfig(): Promise<Config> {
    const response = await fetch("config.json", { cache: "no-store" });
    if (!response.ok) throw new Error(`config.json: ${response.status}`);
    return response.json();
}

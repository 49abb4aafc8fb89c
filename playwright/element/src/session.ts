// Signs in the person whom config.json names for this address, through the keys in which Element keeps a session.

export interface Session {
    user_id: string;
    access_token: string;
    device_id: string;
}

/** Stores the session. What another session left behind at this address, such as its sync position, is removed first. */
export async function signIn(homeserver: string, session: Session): Promise<void> {
    if (localStorage.getItem("mx_access_token") === session.access_token) return;
    const settings = localStorage.getItem("mx_local_settings");
    localStorage.clear();
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
    const values = {
        mx_hs_url: homeserver,
        mx_user_id: session.user_id,
        mx_access_token: session.access_token,
        mx_device_id: session.device_id,
        mx_has_access_token: "true",
        mx_is_guest: "false",
        mx_has_pickle_key: "false",
        ...(settings && { mx_local_settings: settings }),
    };
    for (const [key, value] of Object.entries(values)) localStorage.setItem(key, value);
}

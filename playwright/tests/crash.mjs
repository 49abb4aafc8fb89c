// What the stories about crashes need: a bot whose every request to the homeserver can be its last.
import { newPeople } from "../fixtures.mjs";
import { startBot } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { Proxy } from "../stack/proxy.mjs";

/** A homeserver of its own, the bot behind a proxy, and alice with a calendar room. */
export async function scene(ownStack) {
    const stack = await ownStack({ bot: false });
    const proxy = await new Proxy(stack.homeserver.url).start();
    const account = await stack.account("parley", "Parley");
    const bot = await startBot({ homeserver: proxy, account, folder: `${stack.folder}/bot` });
    const { alice, bob, carol } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, bot: account.user_id });
    return { stack, proxy, bot, botApi: stack.api(account), alice, participants: [bob, carol].map(({ user_id }) => ({ user_id })), room };
}

/** Runs `strike` once, when the wanted request is at the wanted moment, and cuts its connection. */
export function arm(proxy, { matches, nth = 1 }, moment, strike) {
    let count = 0;
    return new Promise((resolve, reject) => {
        proxy.watch = async (request, now) => {
            if (now !== moment || !matches(request) || ++count !== nth) return false;
            await strike().then(resolve, reject);
            return true;
        };
    });
}

// What somebody with a program instead of a browser tries on meeting notes: over Etherpad's own protocol, over HTTP, and with links.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../fixtures.mjs";
import { inSeconds, openLink, Pads, RawPad } from "./pads.mjs";

test.describe.configure({ mode: "default" }); // one Etherpad for all

const opened = [];

test.afterEach(() => opened.splice(0).forEach((raw) => raw.close()));

/** A meeting with a reader and a writer who are signed in, and functions to connect as they do. */
async function stage(etherpad) {
    const pads = new Pads(etherpad);
    const meeting = await pads.meeting("Only for members\n");
    const [reader, writer] = [await pads.person(meeting, "Mallory"), await pads.person(meeting, "Wendy")];
    const signIn = async (author, mode) => openLink(await pads.link(meeting, author, mode));
    const connect = async (options) => {
        const raw = await RawPad.open(etherpad, { padID: meeting.padID, ...options });
        opened.push(raw);
        return raw;
    };
    /** Waits until what the attacker has sent is over, then lets the writer write; answers the pad's text. */
    const afterwards = async (attacker, wendy) => {
        if (attacker.socket.connected && attacker.pad) await attacker.settled();
        const mark = `mark ${Math.random()} `;
        wendy.insert(mark);
        await expect.poll(() => pads.text(meeting)).toContain(mark);
        return pads.text(meeting);
    };
    return { pads, meeting, reader, writer, signIn, connect, afterwards };
}

test("a reader does not write", async ({ etherpad }) => {
    const { pads, meeting, reader, writer, signIn, connect, afterwards } = await stage(etherpad);
    const his = await signIn(reader, "read");
    const hers = await signIn(writer, "write");
    const wendy = await connect({ cookie: hers.cookie });
    const mallory = await connect({ cookie: his.cookie });
    expect(wendy.pad.readonly).toBe(false);
    expect(mallory.pad.readonly).toBe(true);
    expect(mallory.heard).not.toContain(his.own);

    await test.step("by messages", async () => {
        mallory.insert("ATTACK ");
        mallory.insert("ATTACK ", { padId: meeting.padID, sessionID: hers.own });
        mallory.send({ type: "CLIENT_READY", padId: meeting.padID, sessionID: hers.own, token: "t.x", protocolVersion: 2 });
        mallory.insert("ATTACK ");
        mallory.send({ type: "SWITCH_TO_PAD", padId: meeting.padID, sessionID: hers.own, token: "t.x" });
        mallory.insert("ATTACK ");
        for (const data of [
            { type: "USERINFO_UPDATE", userInfo: { colorId: "#ff0000", name: "ATTACK" } },
            { type: "CHAT_MESSAGE", text: "ATTACK" },
            { type: "SAVE_REVISION" },
            { type: "PAD_DELETE", data: { padId: meeting.padID } },
            { type: "CLIENT_MESSAGE", payload: { type: "suggestUserName", unnamedId: writer, newName: "ATTACK" } },
            { type: "CLIENT_MESSAGE", payload: { type: "padoptions", options: {} } },
            null, "USER_CHANGES", [], 7,
        ]) mallory.send({ type: "COLLABROOM", data });
        expect(await afterwards(mallory, wendy)).not.toContain("ATTACK");
        expect(wendy.heard).not.toContain("ATTACK");
    });

    await test.step("by other ways to connect", async () => {
        const { readOnlyID } = await pads.api("getReadOnlyID", { padID: meeting.padID });
        const list = `${his.own},s.${"0".repeat(32)}`;
        const cases = {
            "a list of sessions": { cookie: `${nameOf(meeting)}=${list}`, sessionID: list },
            "a session that the message names": { sessionID: hers.own },
            "Etherpad's own cookie": { cookie: `sessionID=${hers.own}` },
            "cookies in the address": { query: { cookie: hers.cookie } },
            "the id for readers": { cookie: his.cookie, padID: readOnlyID },
            "a pad outside of groups": { cookie: his.cookie, padID: "public" },
            "a pad of the group that is none": { cookie: his.cookie, padID: `${meeting.groupID}$other` },
            "a pad's id that is no text": { cookie: his.cookie, padID: [meeting.padID] },
            "no cookie": {},
        };
        for (const [name, options] of Object.entries(cases)) {
            const raw = await connect(options);
            const wendy = await connect({ cookie: hers.cookie });
            raw.insert("ATTACK ", { base: wendy.pad });
            expect.soft(raw.pad, name).toBeUndefined();
            expect.soft(await afterwards(raw, wendy), name).not.toContain("ATTACK");
        }
        const again = await connect({ cookie: his.cookie, sessionID: hers.own, more: { reconnect: true, client_rev: 0 } });
        const wendy = await connect({ cookie: hers.cookie });
        again.insert("ATTACK ", { base: wendy.pad });
        await again.settled();
        expect(await afterwards(again, wendy)).not.toContain("ATTACK");
    });

    await test.step("by uploading, in all spellings", async () => {
        const pad = encodeURIComponent(meeting.padID);
        for (const path of [`p/${pad}/import`, `p/${pad}/import/`, `p/${pad}/IMPORT`, `P/${pad}/Import`, `p/${pad}/%69mport`])
            for (const { cookie, own } of [his, hers]) {
                const body = new FormData();
                body.append("file", new Blob(["ATTACK"]), "attack.txt");
                const response = await fetch(`${etherpad.url}/${path}`, { method: "POST", body, headers: { cookie: `${cookie}; sessionID=${own}` } });
                expect.soft(response.status, path).toBe(404);
            }
        expect(await pads.text(meeting)).not.toContain("ATTACK");
    });

    await test.step("after she was made a reader: her old page, old session and web session are worth nothing", async () => {
        const open = await connect({ cookie: hers.cookie });
        await pads.plugin("revokeAuthor", { groupID: meeting.groupID, authorID: writer });
        await open.expectEnd();
        const now = await signIn(writer, "read");
        const web = hers.cookie.split("; ").filter((pair) => !pair.startsWith("notes_")).join("; ");
        const eve = await signIn(await pads.person(meeting, "Eve"), "write");
        for (const cookie of [hers.cookie, `${web}; ${nameOf(meeting)}=${now.own}`]) {
            const raw = await connect({ cookie, sessionID: hers.own });
            const other = await connect({ cookie: eve.cookie });
            raw.insert("ATTACK ", { base: other.pad });
            expect(await afterwards(raw, other)).not.toContain("ATTACK");
        }
    });
});

test("a writer makes no lists that are too deep to be exported", async ({ etherpad }) => {
    const { pads, meeting, reader, writer, signIn, connect, afterwards } = await stage(etherpad);
    const hers = await signIn(writer, "write");
    const his = await signIn(reader, "write");
    for (const depth of ["bullet40", "number17", "x bullet40", ["bullet40"]]) {
        const [mallory, wendy] = [await connect({ cookie: his.cookie }), await connect({ cookie: hers.cookie })];
        mallory.insert("ATTACK ", { list: depth });
        expect.soft(await afterwards(mallory, wendy), String(depth)).not.toContain("ATTACK");
    }
    const raw = await connect({ cookie: hers.cookie });
    raw.insert("shallow ", { list: "bullet16" });
    await expect.poll(() => pads.text(meeting)).toContain("shallow");
});

test("a writer is called what the meeting calls him", async ({ etherpad }) => {
    const { pads, reader, writer, signIn, connect } = await stage(etherpad);
    const wendy = await connect({ cookie: (await signIn(writer, "write")).cookie });
    const mallory = await connect({ cookie: (await signIn(reader, "write")).cookie });
    mallory.send({ type: "COLLABROOM", data: { type: "USERINFO_UPDATE", userInfo: { userId: writer, colorId: "#abcdef", name: "Wendy" } } });
    const { data } = await wendy.until((message) => message.data?.userInfo?.colorId === "#abcdef");
    expect(data.userInfo).toMatchObject({ userId: reader, name: "Mallory" });
    expect(await pads.api("getAuthorName", { authorID: reader })).toBe("Mallory");
});

test("who was removed reads nothing more", async ({ etherpad }) => {
    const { pads, meeting, reader, writer, signIn, connect } = await stage(etherpad);
    const his = await signIn(reader, "read");
    const spare = await pads.link(meeting, reader, "read");
    const wendy = await connect({ cookie: (await signIn(writer, "write")).cookie });
    const mallory = await connect({ cookie: his.cookie });
    const before = mallory.got.length;
    expect(await pads.plugin("revokeAuthor", { groupID: meeting.groupID, authorID: reader })).toEqual({ revoked: 2, dropped: 1 });
    await mallory.expectEnd();
    await pads.api("appendText", { padID: meeting.padID, text: "SECRET\n" });
    await wendy.until(({ data }) => data?.type === "NEW_CHANGES" && data.changeset.includes("SECRET"));
    expect(JSON.stringify(mallory.got.slice(before))).not.toContain("SECRET");

    expect((await openLink(spare)).status).toBe(403);
    for (const more of [{}, { reconnect: true, client_rev: 0 }]) {
        const raw = await connect({ cookie: his.cookie, more });
        expect(raw.heard).not.toMatch(/SECRET|Only for members/);
    }
    const pad = `${etherpad.url}/p/${encodeURIComponent(meeting.padID)}`;
    for (const path of ["/export/txt", "/export/html", "/0/export/txt", "/EXPORT/txt"])
        expect.soft((await fetch(pad + path, { headers: { cookie: `${his.cookie}; sessionID=${his.own}` } })).status, path).toBe(403);
    expect(await (await fetch(`${pad}/timeslider`, { headers: { cookie: his.cookie } })).text()).not.toContain("SECRET");
});

test("another meeting's pad stays closed", async ({ etherpad }) => {
    const { pads, meeting, writer, signIn, connect } = await stage(etherpad);
    const other = await pads.meeting("SECRET of others\n");
    const { cookie, own } = await signIn(writer, "write");
    const wendy = await connect({ cookie });
    wendy.history(other.padID, { requestID: "other" });
    wendy.history(other.padID, { requestID: "other" }, { sessionID: own, token: "t.x" });
    for (const data of [{ start: -1e9 }, { start: 0.5 }, { start: "0" }, { granularity: 0 }, { granularity: -1 }, { granularity: 1e12 }, { granularity: null }])
        wendy.history(meeting.padID, { ...data, requestID: "odd" });
    await wendy.settled();
    expect(wendy.heard).not.toMatch(/SECRET|"other"|"odd"/);

    for (const planted of [cookie, `${cookie}; ${nameOf(other)}=${own}`, `${nameOf(other)}=${own}; sessionID=${own}`]) {
        const raw = await connect({ cookie: planted, padID: other.padID, sessionID: own });
        expect(raw.pad).toBeUndefined();
        expect(raw.heard).not.toContain("SECRET");
        const exported = await fetch(`${etherpad.url}/p/${encodeURIComponent(other.padID)}/export/txt`, { headers: { cookie: planted } });
        expect(exported.status).toBe(403);
    }
    expect((await openLink(pads.linkOf(other, await pads.ticket(meeting, writer, "write")))).status).toBe(403);
});

test("a link is used once, in time, and by whom it is for", async ({ etherpad }) => {
    const { pads, meeting, reader, connect } = await stage(etherpad);
    const soon = Number(inSeconds(5));
    const short = pads.linkOf(meeting, await pads.ticket(meeting, reader, "read", String(soon)));

    await test.step("ten at once: one gets in", async () => {
        const link = await pads.link(meeting, reader, "read");
        const answers = await Promise.all(Array.from({ length: 10 }, () => openLink(link)));
        expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array(9).fill(403)]);
        const [{ cookie }] = answers.filter(({ status }) => status === 303);
        expect(await openLink(link, { cookie })).toMatchObject({ status: 303, own: undefined });
        expect((await openLink(link, { cookie: `${nameOf(meeting)}=${new URL(link).searchParams.get("sessionID")}` })).status).toBe(403);
    });

    await test.step("what only looks at a link does not use it up", async () => {
        const link = await pads.link(meeting, reader, "read");
        expect((await openLink(link, { method: "HEAD" })).status).toBe(405);
        expect((await openLink(link, { method: "POST" })).status).toBe(405);
        expect((await openLink(link, { headers: { "sec-purpose": "prefetch;prerender" } })).status).toBe(503);
        for (const destination of ["image", "script", "empty", "object"])
            expect((await openLink(link, { headers: { "sec-fetch-dest": destination } })).status).toBe(400);
        expect((await openLink(link)).status).toBe(303);
    });

    await test.step("what is in a link opens nothing but the link", async () => {
        const ticket = await pads.ticket(meeting, reader, "read");
        for (const options of [{ sessionID: ticket }, { cookie: `${nameOf(meeting)}=${ticket}` }, { cookie: `sessionID=${ticket}` }])
            expect((await connect(options)).heard).not.toContain("Only for members");
        const page = `${etherpad.url}/p/${encodeURIComponent(meeting.padID)}/export/txt`;
        expect((await fetch(page, { headers: { cookie: `${nameOf(meeting)}=${ticket}` } })).status).toBe(403);
        const twice = [1, 2, 3].map(() => fetch(page, { headers: { cookie: `sessionID=${ticket}` } }));
        const statuses = (await Promise.all(twice)).map(({ status }) => status).sort();
        expect(statuses).toEqual([200, 403, 403]); // what the bot does for an export
        expect((await openLink(pads.linkOf(meeting, ticket))).status).toBe(403);
    });

    await test.step("guessed, foreign and half ones", async () => {
        const ticket = await pads.ticket(meeting, reader, "read");
        const { sessionID: plain } = await pads.api("createSession", { groupID: meeting.groupID, authorID: reader, validUntil: inSeconds(60) });
        for (const sessionID of [`s.${"0".repeat(32)}`, `${ticket}0`, plain])
            expect((await openLink(pads.linkOf(meeting, sessionID))).status).toBe(403);
        for (const sessionID of ["", "s.", ticket.slice(2), `${ticket},${ticket}`, `"${ticket}"`, "__proto__", "s.../../../x"])
            expect((await openLink(pads.linkOf(meeting, sessionID))).status).toBe(400);
        expect((await openLink(`${pads.linkOf(meeting, ticket)}&sessionID=${ticket}`)).status).toBe(400);
        expect((await openLink(pads.linkOf(meeting, ticket).replace("sessionID=", "sessionID[]="))).status).toBe(400);
        expect((await openLink(pads.linkOf(meeting, ticket))).status).toBe(303);
    });

    await test.step("after its time, which is never longer than that of a session", async () => {
        await expect.poll(() => Date.now() / 1000).toBeGreaterThanOrEqual(soon);
        expect((await openLink(short)).status).toBe(403);
        const long = await pads.ticket(meeting, reader, "read", "99999999999");
        const { validUntil } = await pads.api("getSessionInfo", { sessionID: long });
        expect(validUntil).toBeLessThanOrEqual(Number(inSeconds(12 * 3600)));
    });
});

test("sessions are not fixed, addresses not bent, pages not framed", async ({ etherpad }) => {
    const { pads, meeting, reader, writer, signIn, connect } = await stage(etherpad);
    const attacker = await signIn(reader, "write");

    await test.step("what was planted before is replaced, or does not count", async () => {
        const planted = `${nameOf(meeting)}=${attacker.own}; sessionID=${attacker.own}`;
        const victim = await openLink(await pads.link(meeting, writer, "write"), { cookie: planted });
        expect(victim.own).toMatch(/^s\./);
        expect(victim.own).not.toBe(attacker.own);
        const page = await connect({ cookie: `${victim.cookie}; sessionID=${attacker.own}`, sessionID: attacker.own });
        expect(page.pad.userId).toBe(writer);
    });

    await test.step("what is asked for gets neither into an address nor into a header nor into a page", async () => {
        const pad = { padName: "meeting_notes" };
        for (const bad of [
            { padName: "../../evil" }, { padName: "//evil.example" }, { padName: "x\r\nSet-Cookie: a=b" }, { padName: "<script>alert(1)</script>" },
            { padName: "" }, { padName: "x".repeat(51) }, { groupID: "g.x/../y" }, { groupID: `${meeting.groupID}$x` }, { groupID: "//evil.example" },
            { sessionID: '"</script><script>alert(1)</script>' },
        ]) {
            const answer = await openLink(pads.linkOf(meeting, await pads.ticket(meeting, reader, "read"), { ...pad, ...bad }));
            expect.soft(answer, JSON.stringify(bad)).toMatchObject({ status: 400, location: null, own: undefined });
            expect.soft(answer.text).not.toContain("<");
        }
        for (const lang of ["de", "en-GB", "//evil", "x\r\nA: b", "de&x=y", "<script>"]) {
            const { location } = await openLink(pads.linkOf(meeting, await pads.ticket(meeting, reader, "read"), { lang }));
            expect.soft(location).toBe(`p/${encodeURIComponent(meeting.padID)}${/^[a-zA-Z-]+$/.test(lang) ? `?lang=${lang}` : ""}`);
        }
    });

    await test.step("each page says who may show it, and the link's answer is kept nowhere", async () => {
        const link = await fetch(await pads.link(meeting, reader, "read"), { redirect: "manual" });
        expect(Object.fromEntries(link.headers)).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
        for (const path of ["auth_session", "p/x", `p/${encodeURIComponent(meeting.padID)}`, "static/css/pad.css", "api"])
            expect.soft((await fetch(`${etherpad.url}/${path}`)).headers.get("content-security-policy"), path).toBe("frame-ancestors 'self'");
    });

    await test.step("a page of another origin opens no connection", async () => {
        for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1", `${etherpad.url}.evil.example`, "file://"])
            expect.soft((await connect({ cookie: attacker.cookie, origin })).pad, origin).toBeUndefined();
        expect((await connect({ cookie: attacker.cookie, origin: etherpad.url })).pad).toBeDefined();
    });

    await test.step("what nobody needs is closed, in all spellings", async () => {
        const pad = `p/${encodeURIComponent(meeting.padID)}`;
        for (const path of [
            "", "admin", "ADMIN/plugins", "admin/", "stats", "Stats/", "tests/frontend", "rest/1.2.15/createGroup", "javascript", "ro/r.0123", "p/public", "P/public",
            "p/", "p/r.0123456789abcdef", "p/public/export/txt", `${pad}/export/etherpad`, `${pad}/export/%65therpad`, `${pad}/Export/ETHERPAD`, `${pad}/0/export/etherpad`,
            `${pad}%2fx`, "p/g.0123456789abcdef$a$b",
        ])
            expect.soft((await fetch(`${etherpad.url}/${path}`, { headers: { cookie: attacker.cookie }, redirect: "manual" })).status, path).toBe(404);
        expect((await fetch(`${etherpad.url}/p/%zz`)).status).toBe(400);
    });
});

test("the API answers to its key alone", async ({ etherpad }) => {
    const { pads, meeting, writer } = await stage(etherpad);
    const calls = ["createReadSession", "createWriteSession", "revokeAuthor", "deleteSession", "deleteGroup"].map((name) => `readSession/${name}`);
    const form = { groupID: meeting.groupID, authorID: writer, validUntil: inSeconds(60), padID: meeting.padID };
    for (const path of [...calls, "api/1.2.15/getText", "api/1/deleteGroup"]) {
        const query = new URLSearchParams({ ...form, apikey: pads.apiKey });
        expect.soft((await fetch(`${etherpad.url}/${path}?${query}`)).status, path).toBe(405);
        const inQuery = await fetch(`${etherpad.url}/${path}?${query}`, { method: "POST", body: new URLSearchParams(form) });
        expect.soft(inQuery.ok, path).toBe(false);
        for (const wrong of ["", " ", "wrong", pads.apiKey.slice(1), `${pads.apiKey}x`, `${pads.apiKey}\0`, pads.apiKey.toUpperCase()]) {
            const response = await pads.post(path, form, wrong);
            expect.soft(response.status, path).toBe(401);
            expect.soft(await response.json()).toMatchObject({ code: 4, data: null });
        }
    }
    const post = (body, type) => fetch(`${etherpad.url}/${calls[0]}`, { method: "POST", body, headers: { "content-type": type } });
    expect((await post(JSON.stringify({ ...form, apikey: pads.apiKey }), "application/json")).status).toBe(400);
    expect((await post(`apikey=${pads.apiKey}&x=${"y".repeat(20_000)}`, "application/x-www-form-urlencoded")).status).toBe(400);
    for (const bad of [{ groupID: "" }, { groupID: "g.x" }, { authorID: "a.x" }, { authorID: "" }, { validUntil: "soon" }, { validUntil: "-1" }, { validUntil: "1" }])
        expect.soft(await (await pads.post(calls[1], { ...form, ...bad })).json(), JSON.stringify(bad)).toMatchObject({ code: 1, data: null });
    expect(await (await pads.post(calls[3], { sessionID: "s.0" })).json()).toEqual({ code: 1, message: "sessionID does not exist", data: null });
    expect(await pads.text(meeting)).toContain("Only for members");
});

test("sessions that are made and ended at the same time: none is left, and neither are records", async ({ etherpad, stack }) => {
    const { pads, meeting, reader, writer } = await stage(etherpad);
    const other = await pads.meeting();
    const guest = await pads.person(other, "Guest");
    const soon = Number(inSeconds(5));
    await pads.ticket(other, guest, "read", String(soon));
    const revoke = (authorID) => pads.plugin("revokeAuthor", { groupID: meeting.groupID, authorID });

    await test.step("25 at once are all listed, and all end", async () => {
        const tickets = await Promise.all(Array.from({ length: 25 }, (_, i) => pads.ticket(meeting, writer, i % 2 ? "read" : "write")));
        expect((await pads.sessions(meeting)).sort()).toEqual(tickets.sort());
        expect(await revoke(writer)).toEqual({ revoked: 25, dropped: 0 });
        expect(await pads.sessions(meeting)).toEqual([]);
        const answers = await Promise.all(tickets.map((ticket) => openLink(pads.linkOf(meeting, ticket))));
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
    });

    await test.step("links are opened while access ends", async () => {
        for (let round = 0; round < 10; round++) {
            const ticket = await pads.ticket(meeting, reader, "read");
            const [opened] = await Promise.all([openLink(pads.linkOf(meeting, ticket)), revoke(reader)]);
            expect([303, 403]).toContain(opened.status);
            expect(await pads.sessions(meeting)).toEqual([]);
            const next = await pads.ticket(meeting, reader, "read");
            await Promise.all([openLink(pads.linkOf(meeting, next)), pads.plugin("deleteSession", { sessionID: next })]);
            expect(await pads.sessions(meeting)).toEqual([]);
        }
        const ticket = await pads.ticket(meeting, reader, "read");
        await openLink(pads.linkOf(meeting, ticket));
        await pads.plugin("deleteSession", { sessionID: ticket }); // of a used link: the session that it has become
        expect(await pads.sessions(meeting)).toEqual([]);
        await pads.plugin("deleteSession", { sessionID: ticket });
    });

    await test.step("what has run out is removed with the next link", async () => {
        await expect.poll(() => Date.now() / 1000).toBeGreaterThanOrEqual(soon);
        const next = await pads.ticket(other, guest, "read");
        expect(await pads.sessions(other)).toEqual([next]);
    });

    await test.step("a meeting that ends leaves nothing behind", async () => {
        await openLink(await pads.link(meeting, writer, "write"));
        const links = Promise.all(Array.from({ length: 8 }, async () => openLink(await pads.link(meeting, reader, "read"))).map((each) => each.catch(() => {})));
        await pads.plugin("deleteGroup", { groupID: meeting.groupID });
        await links;
        expect(await (await pads.post("readSession/deleteGroup", { groupID: meeting.groupID })).json()).toMatchObject({ code: 1, message: "groupID does not exist" });
        // What Etherpad itself keeps for ever: which group, author and id for readers there once were.
        const kept = /^(mapper2|pad2readonly|readonly2pad)/;
        await expect.poll(() => {
            const records = recordsOf(stack);
            const left = [...records].filter(([key, value]) => !kept.test(key) && `${key} ${JSON.stringify(value)}`.includes(meeting.groupID));
            const rights = [...records.keys()].filter((key) => key.startsWith("meetingnotes:mode:"));
            return [...left.map(([key]) => key), ...rights.filter((key) => !records.has(key.replace("meetingnotes:mode:", "session:")))];
        }).toEqual([]);
    });

    await test.step("requests of programs leave no web sessions", async () => {
        const web = () => [...recordsOf(stack).keys()].filter((key) => key.startsWith("sessionstorage:")).length;
        const before = web();
        for (let i = 0; i < 20; i++) await fetch(`${etherpad.url}/api`);
        for (let i = 0; i < 20; i++) await pads.post("readSession/deleteSession", { sessionID: `s.${"0".repeat(32)}` });
        expect(web() - before).toBeLessThan(20);
    });
});

test("Etherpad's log holds neither sessions nor links nor its key", async ({ etherpad, stack }) => {
    const { pads, meeting, reader, signIn, connect } = await stage(etherpad);
    const { cookie, own } = await signIn(reader, "read");
    const raw = await connect({ cookie, sessionID: own });
    // All that Etherpad would log: messages that it does not like, reports of browsers, exports.
    raw.socket.send({ component: "nothing", type: "CLIENT_READY", sessionID: own });
    raw.socket.send({ component: "pad", type: "CLIENT_READY", protocolVersion: 3, sessionID: own });
    raw.send({ type: "NOTHING", sessionID: own });
    for (const padID of ["public", meeting.padID]) await connect({ padID, sessionID: own, more: { protocolVersion: 2 } });
    for (const path of ["jserror", "ep/pad/connection-diagnostic-info"]) {
        const report = new URLSearchParams({ errorInfo: JSON.stringify({ msg: own }), diagnosticInfo: own });
        expect((await fetch(`${etherpad.url}/${path}`, { method: "POST", body: report })).status).toBe(204);
    }
    await openLink(pads.linkOf(meeting, own));
    await fetch(`${etherpad.url}/p/${encodeURIComponent(meeting.padID)}/export/txt?sessionID=${own}`, { headers: { cookie } });
    await fetch(`${etherpad.url}/admin`, { headers: { authorization: `Basic ${Buffer.from(`admin:${own}`).toString("base64")}` } });
    await raw.settled();
    raw.close();
    const log = readFileSync(stack.logOf("etherpad"), "utf8");
    expect(log).toContain(`[CREATE] pad:${meeting.padID}`);
    expect(log).not.toMatch(/s\.[0-9a-f]{32}/);
    expect(log).not.toContain("auth_session");
    expect(log).not.toContain(pads.apiKey);
    expect(log).not.toMatch(/IP:(?!ANONYMOUS)|from IP/);
});

const nameOf = ({ groupID }) => `notes_${groupID.slice(2)}`;

/** What Etherpad's database holds now: its file is a log of records. */
function recordsOf(stack) {
    const records = new Map();
    for (const line of readFileSync(join(stack.folder, "etherpad", "notes.db"), "utf8").split("\n").slice(0, -1)) {
        const { key, val } = JSON.parse(line);
        if (val === undefined || val === null) records.delete(key);
        else records.set(key, val);
    }
    return records;
}

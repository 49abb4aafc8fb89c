// Notes of meetings, with the real Etherpad: who writes, who reads, and who does not.
import { writeFileSync } from "node:fs";
import { expect, newPeople } from "../fixtures.mjs";
import { PadPage } from "../pages/pad.mjs";
import { execute } from "../stack/process.mjs";
import { ENCRYPTED, openFile, SealedClient } from "../stack/sealed.mjs";
import { answerTo, find, timeline } from "./meetings.mjs";
import { aMeeting, DESELECT, LINK, NOTES, notesOf, PDF, SELECT, test as base } from "./minutes.mjs";
import { openLink, Pads } from "./pads.mjs";

const BREAKOUTS = "net.nordeck.meetings.breakoutsessions.create";
const CLOSE = "net.nordeck.meetings.meeting.close";

const test = base.extend({
    /** Opens a link in a browser of its own. */
    open: async ({ browser }, use) => {
        const contexts = [];
        await use(async (link) => {
            const context = await browser.newContext();
            contexts.push(context);
            const page = await context.newPage();
            await page.goto(link);
            return Object.assign(new PadPage(page), { page });
        });
        for (const context of contexts) await context.close();
    },
});

const group = (link) => new URL(link).searchParams.get("groupID");

test("writers and readers; what is refused changes nothing", async ({ stack, calendar, open }) => {
    const { alice, bob, carol } = calendar;
    const meeting = await aMeeting(calendar, { title: "Budget", description: "<b>Money</b> & more\nSecond point" });
    const by = (person) => notesOf(stack, person, meeting);
    const left = { ...(await newPeople(stack)).bob };

    // Before the first writer is chosen there are no notes.
    expect(await by(alice).status()).toMatchObject({ status: "none", my_access: null });
    for (const type of [DESELECT, PDF]) expect(await by(alice).command(type, { participant_ids: [bob.user_id] })).toEqual({ done: false, code: "not_initialized" });
    expect(await by(bob).access()).toMatchObject({ status: 409, body: { message: "error", error: "not_initialized" } });
    expect(await by(left).access()).toMatchObject({ status: 403, body: { message: "error", error: "insufficient_permissions" } });
    for (const type of [SELECT, DESELECT, PDF])
        expect(await by(bob).command(type, { participant_ids: [bob.user_id] }), "no moderator").toEqual({ done: false, code: "insufficient_permissions" });
    await alice.api.invite(meeting, left.user_id);
    for (const people of [[], ["bob"], [left], [bob, left], [bob, stack.bot.userId], [bob, "@nobody:nowhere.example"]])
        expect(await by(alice).select(...people)).toEqual({ done: false, code: "invalid_participant_selection" });
    expect(await alice.api.state(meeting, NOTES), "nothing has begun").toBeUndefined();

    expect(await by(alice).select(alice, bob, bob)).toEqual({ done: true });
    expect(await alice.api.state(meeting, NOTES)).toEqual({ status: "initialized", revision: 1, created_at: expect.any(Number) });
    const links = {};
    for (const [name, person, message] of [["alice", alice, "write_url"], ["bob", bob, "write_url"], ["carol", carol, "read_url"]]) {
        const { status, body, headers } = await by(person).access();
        expect({ status, ...body }, name).toEqual({ status: 200, message, url: expect.stringMatching(LINK) });
        expect(headers.get("cache-control")).toBe("no-store");
        links[name] = body.url;
    }
    expect((await by(carol).ask("GET", "access")).status).toBe(405);
    expect(await by(bob).status(), "a member").toEqual({ status: "initialized", my_access: "write" });
    expect(await by(alice).status(), "a moderator").toMatchObject({
        status: "initialized", my_access: "write",
        participants: expect.arrayContaining([
            { user_id: alice.user_id, readonly: false }, { user_id: bob.user_id, readonly: false }, { user_id: carol.user_id, readonly: true },
        ]),
    });

    // The first pad is the agenda; markup of people is text.
    const [writer, reader] = [await open(links.bob), await open(links.carol)];
    await writer.expectWritable("<b>Money</b> & more");
    await reader.expectReadable("Second point");
    await expect(reader.text).toContainText("Budget");
    await writer.write("Decision: ship it.");
    await expect(reader.text).toContainText("Decision: ship it.");

    // A link is for one browser, once.
    expect(await openLink(links.bob)).toMatchObject({ status: 403 });
    await writer.page.goto(links.bob);
    await writer.expectWritable("Decision: ship it.");

    // Who may not write any more is out at once, and reads with the next link; who reads stays connected.
    expect(await by(alice).deselect(carol)).toEqual({ done: true });
    expect(await by(alice).deselect(bob)).toEqual({ done: true });
    await expect(writer.denied).toBeVisible({ timeout: 3_000 });
    const again = await by(bob).access();
    expect(again.body.message).toBe("read_url");
    const demoted = await open(again.body.url);
    await demoted.expectReadable("Decision: ship it.");
    await expect(reader.denied).toBeHidden();

    // Who may write now opens the notes again.
    expect(await by(alice).select(carol)).toEqual({ done: true });
    const promoted = await open(await by(carol).link());
    await promoted.write("Carol writes.");
    await expect(demoted.text).toContainText("Carol writes.");

    // Who is removed gets nothing more, also when they come back, but as a reader.
    const fresh = await by(carol).link();
    await alice.api.kick(meeting, carol.user_id);
    await expect.poll(async () => (await by(carol).access()).status).toBe(403);
    await expect.poll(async () => (await openLink(fresh)).status).toBe(403);
    await alice.api.invite(meeting, carol.user_id);
    await carol.api.join(meeting);
    await expect.poll(async () => (await by(carol).access()).body.message).toBe("read_url");
    expect((await by(alice).status()).participants).toContainEqual({ user_id: carol.user_id, readonly: true });
});

test("whoever leaves, is removed or banned is cut off", async ({ stack, calendar, open }) => {
    const { alice, bob, carol } = calendar;
    const meeting = await aMeeting(calendar);
    const by = (person) => notesOf(stack, person, meeting);
    await by(alice).select(alice, bob, carol);
    const pages = { bob: await open(await by(bob).link()), carol: await open(await by(carol).link()) };
    for (const page of Object.values(pages)) await page.expectWritable("Planning");
    await bob.api.leave(meeting);
    await alice.api.request("POST", `/_matrix/client/v3/rooms/${encodeURIComponent(meeting)}/ban`, { user_id: carol.user_id });
    for (const page of Object.values(pages)) await expect(page.denied).toBeVisible();
    const writer = await open(await by(alice).link());
    await writer.write("After they have left.");
    for (const page of Object.values(pages)) await expect(page.text).not.toContainText("After they have left.");
});

test("a PDF in an encrypted room is encrypted, too", async ({ stack, calendar }) => {
    const { alice } = calendar;
    const device = await SealedClient.open(alice.api.homeserver, alice);
    const meeting = await aMeeting(calendar);
    await device.sendState(meeting, ENCRYPTED.type, ENCRYPTED.content);
    const command = async (type, data = {}) => answerTo(device, meeting, await device.sendSealed(meeting, type, { data }));
    expect(await command(SELECT, { participant_ids: [alice.user_id] })).toMatchObject({ done: true });
    const { content: answer } = await command(PDF);
    const { pdf_event_id } = answer["net.nordeck.meetings.bot.meta"];
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(meeting)}/event/${encodeURIComponent(pdf_event_id)}`;
    const posted = await alice.api.request("GET", path);
    expect(posted.type).toBe("m.room.encrypted");
    const { content, warning } = await device.unseal(meeting, posted);
    expect(warning).toBeUndefined();
    expect(content).toMatchObject({ msgtype: "m.file", info: { mimetype: "application/pdf" }, [NOTES]: { message: "pdf_asset", asset_id: content.file.url } });
    const sealed = await download(alice, content.file.url);
    expect(sealed.toString("latin1")).not.toMatch(/^%PDF-/);
    expect(openFile(sealed, content.file).toString("latin1")).toMatch(/^%PDF-/);
});

test("PDFs: what is in them, once for all who ask at the same time", async ({ stack, calendar }, info) => {
    const { alice, bob } = calendar;
    const meeting = await aMeeting(calendar, { title: "Über Geld" });
    const by = (person) => notesOf(stack, person, meeting);
    await by(alice).select(alice);
    const pads = new Pads(stack.etherpad);
    const padID = `${group(await by(alice).link())}$meeting_notes`;
    const nested = `${"<ul><li>deep".repeat(100)}${"</li></ul>".repeat(100)}`;
    await pads.api("setHTML", { padID, html: `<body>Beschluss ✅ 😀<br>${"lang ".repeat(40_000)}<br>${nested}\u202eabc</body>` });

    const answers = await Promise.all([1, 2, 3, 4].map(() => by(alice).pdf()).concat(by(alice).ask("POST", "generate_pdf", {})));
    const overHTTP = answers.pop();
    const [{ pdf_event_id }] = answers;
    expect(new Set(answers.map((answer) => answer.pdf_event_id)), "one PDF for all").toEqual(new Set([pdf_event_id]));
    const posted = (await timeline(bob.api, meeting)).filter(({ content }) => content[NOTES]);
    expect(posted).toHaveLength(1);
    const [{ event_id, content }] = posted;
    expect(event_id).toBe(pdf_event_id);
    expect(overHTTP).toMatchObject({ status: 200, body: { message: "pdf_asset", filename: content.filename, asset_id: content.url } });
    expect(content).toMatchObject({
        msgtype: "m.file", url: expect.stringMatching(/^mxc:/), info: { mimetype: "application/pdf" },
        filename: expect.stringMatching(/^meeting_notes_\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d-UTC\.pdf$/),
        [NOTES]: { message: "pdf_asset", filename: content.filename, asset_id: content.url },
    });
    const file = await download(bob, content.url);
    expect(file.length).toBe(content.info.size);
    expect(file.toString("latin1")).toMatch(/^%PDF-/);
    expect(file.toString("latin1"), "no id of Etherpad's").not.toContain(padID.slice(0, 18));
    const text = await textOf(file, info.outputPath("notes.pdf"));
    expect(text).toContain("Über Geld");
    expect(text).toContain("Beschluss");
    expect(await by(alice).status()).toMatchObject({ pdf: { event_id, filename: content.filename, asset_id: content.url } });
    expect((await by(bob).status()).pdf).toBeUndefined();
});

test("breakout sessions have notes of their own, which end with the meeting", async ({ stack, calendar }) => {
    const { alice, bob, carol } = calendar;
    const meeting = await aMeeting(calendar);
    const times = { start_time: "2040-10-03T10:30:00+02:00", end_time: "2040-10-03T11:00:00+02:00" };
    const groups = [{ title: "One", participants: [{ user_id: bob.user_id }] }];
    const { content } = await alice.api.reaction(meeting, await alice.api.send(meeting, BREAKOUTS, { data: { ...times, groups } }));
    const session = content["net.nordeck.meetings.bot.meta"].created_room_id;
    await bob.api.join(session);
    const own = notesOf(stack, alice, session);
    expect(await own.ask("POST", "select_writer", { participant_ids: [bob.user_id] }), "not joined").toMatchObject({ status: 403, body: { error: "insufficient_permissions" } });
    await alice.api.join(session);
    expect(await own.select(bob)).toEqual({ done: true });
    expect(await notesOf(stack, alice, meeting).command(SELECT, { target_room_id: session, participant_ids: [alice.user_id] }), "from the meeting").toEqual({ done: true });
    expect(await notesOf(stack, carol, meeting).command(SELECT, { target_room_id: session, participant_ids: [bob.user_id] })).toEqual({ done: false, code: "insufficient_permissions" });
    await notesOf(stack, alice, meeting).select(alice);
    const links = [await notesOf(stack, bob, session).link(), await notesOf(stack, carol, meeting).link()];
    expect(new Set(links.map(group)).size, "groups").toBe(2);

    const pads = new Pads(stack.etherpad);
    await alice.api.reaction(meeting, await alice.api.send(meeting, CLOSE, { data: { target_room_id: meeting, method: "tombstone" } }));
    for (const [room, link] of [[session, links[0]], [meeting, links[1]]]) {
        const events = await timeline(alice.api, room);
        expect(events.filter(({ content }) => content[NOTES]), "the last PDF").toHaveLength(1);
        expect(find(await alice.api.fullState(room), NOTES).content.status).toBe("closed");
        await expect.poll(async () => (await (await pads.post("api/1.2.15/listPads", { groupID: group(link) })).json()).code, "the group is gone").toBe(1);
        expect((await openLink(link)).status).toBe(403);
        expect(await notesOf(stack, alice, room).access()).toMatchObject({ status: 403 });
    }
});

test("a hundred members at once, each with a link of their own", async ({ stack, calendar }) => {
    const { alice, bob, carol } = calendar;
    const meeting = await aMeeting(calendar);
    const by = (person) => notesOf(stack, person, meeting);
    await by(alice).select(alice);
    const crowd = [alice, bob, carol];
    for (let i = 0; i < 97; i++) {
        const account = await stack.account(`crowd-${process.pid}-${i}`);
        crowd.push({ ...account, api: stack.api(account) });
    }
    await Promise.all(crowd.slice(3).map(async ({ api, user_id }) => {
        await alice.api.invite(meeting, user_id);
        await api.join(meeting);
    }));
    // Of many who join at once, Dendrite forgets one now and then.
    const forgotten = async () => {
        const members = (await alice.api.fullState(meeting)).filter(({ type, content }) => type === "m.room.member" && content.membership !== "join").map(({ state_key }) => state_key);
        return crowd.filter(({ user_id }) => members.includes(user_id));
    };
    await alice.api.until(async () => {
        const again = await forgotten();
        for (const { api } of again) await api.join(meeting);
        return !again.length;
    }, "all are in the meeting");
    const links = await Promise.all(crowd.map((person) => by(person).link()));
    expect(new Set(links.map((link) => new URL(link).searchParams.get("sessionID"))).size).toBe(100);
    const pads = new Pads(stack.etherpad);
    const groupID = group(links[0]);
    expect(await pads.sessions({ groupID })).toHaveLength(100);

    // In a tight loop: nobody keeps a link that lets them do more than they may.
    for (let round = 0; round < 5; round++) {
        const [, ...racing] = await Promise.all([by(alice).deselect(bob), ...[1, 2, 3].map(() => by(bob).access())]);
        expect(racing.every(({ status }) => status === 200)).toBe(true);
        expect((await by(bob).access()).body.message).toBe("read_url");
        await by(alice).select(bob);
    }
    await pads.plugin("deleteGroup", { groupID });
    expect((await openLink(links[7])).status).toBe(403);
});

async function download({ api }, mxc) {
    const path = `/_matrix/client/v1/media/download/${mxc.slice("mxc://".length)}`;
    const response = await fetch(api.homeserver + path, { headers: { authorization: `Bearer ${api.accessToken}` } });
    return Buffer.from(await response.arrayBuffer());
}

async function textOf(pdf, path) {
    writeFileSync(path, pdf);
    return execute("pdftotext", [path, "-"]);
}

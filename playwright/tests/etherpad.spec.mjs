// Meeting notes in real browsers on a real Etherpad with our plugin; what the bot does is done here by hand.
import { createServer } from "node:http";
import { chromium } from "@playwright/test";
import { expect, test } from "../fixtures.mjs";
import { PadPage } from "../pages/pad.mjs";
import { scratchFolder } from "../scratch.mjs";
import { startEtherpad } from "../stack/etherpad.mjs";
import { etherpadServer } from "../stack/parts.mjs";
import { openLink, Pads, RawPad } from "./pads.mjs";

test("one writes, one reads, until the bot says otherwise", async ({ etherpad, browser }) => {
    const pads = new Pads(etherpad);
    const meeting = await pads.meeting("Agenda: budget\n");
    const [alice, bob] = [await pads.person(meeting, "Alice Adams"), await pads.person(meeting, "Bob Baker")];
    const [hers, his] = [await browser.newContext(), await browser.newContext()];
    const [herPage, hisPage] = [await hers.newPage(), await his.newPage()];
    const [herPad, hisPad] = [new PadPage(herPage), new PadPage(hisPage)];
    const ticket = await pads.ticket(meeting, alice, "write");

    await test.step("she writes, he reads", async () => {
        await herPage.goto(pads.linkOf(meeting, ticket));
        await hisPage.goto(await pads.link(meeting, bob, "read"));
        await herPad.expectWritable("budget");
        await hisPad.expectReadable("budget");
        expect(herPage.url()).toBe(`${etherpad.url}/p/${encodeURIComponent(meeting.padID)}`);
        await herPad.write("Decision: we ship on Friday.");
        await expect(hisPad.text).toContainText("we ship on Friday.");
    });

    await test.step("her session is in a cookie that no script reads, and is not that of the link", async () => {
        const [cookie] = (await hers.cookies()).filter(({ name }) => name.startsWith("notes_"));
        expect(cookie).toMatchObject({ name: `notes_${meeting.groupID.slice(2)}`, path: "/", httpOnly: true, sameSite: "Lax", secure: false });
        expect(cookie.value).not.toBe(ticket);
        expect(cookie.expires - Date.now() / 1000).toBeGreaterThan(11 * 3600);
        expect(await herPage.evaluate(() => document.cookie)).not.toContain("notes_");
    });

    await test.step("her link is good for her browser alone", async () => {
        const elsewhere = await hisPage.request.get(pads.linkOf(meeting, ticket), { maxRedirects: 0 });
        expect(elsewhere.status()).toBe(403);
        expect(await elsewhere.text()).toContain("Please open the notes from the meeting again.");
        await herPage.goto(pads.linkOf(meeting, ticket, { lang: "de" }));
        await herPad.expectWritable("we ship on Friday.");
        expect(herPage.url()).toContain("?lang=de");
    });

    await test.step("another meeting in the same browser is another session", async () => {
        const other = await pads.meeting("Another agenda\n");
        const page = await hers.newPage();
        await page.goto(await pads.link(other, await pads.person(other, "Alice Adams"), "read"));
        await new PadPage(page).expectReadable("Another agenda");
        await herPage.reload();
        await herPad.expectWritable("we ship on Friday.");
        await page.reload();
        await new PadPage(page).expectReadable("Another agenda");
        await page.close();
    });

    await test.step("he looks at the history", async () => {
        const address = `${etherpad.url}/p/${encodeURIComponent(meeting.padID)}`;
        await hisPage.goto(`${address}/timeslider#0`);
        await expect(hisPage.locator("#innerdocbody")).toHaveText("Agenda: budget");
        await hisPage.goto(address);
        await hisPad.expectReadable("we ship on Friday.");
    });

    await test.step("the pen is taken from her: her open page ends, then she reads", async () => {
        expect(await pads.plugin("revokeAuthor", { groupID: meeting.groupID, authorID: alice })).toEqual({ revoked: 1, dropped: 1 });
        await expect(herPad.denied).toBeVisible();
        await herPad.text.pressSequentially("Typed too late.");
        await herPage.goto(await pads.link(meeting, alice, "read"));
        await herPad.expectReadable("we ship on Friday.");
    });

    await test.step("the pen is given to him", async () => {
        await hisPage.goto(await pads.link(meeting, bob, "write"));
        await hisPad.expectWritable("we ship on Friday.");
        await hisPad.write("Bob has the pen.");
        await expect(herPad.text).toContainText("Bob has the pen.");
        expect(await pads.text(meeting)).not.toContain("too late");
    });

    await test.step("he leaves the meeting: nothing more reaches his page", async () => {
        await pads.plugin("revokeAuthor", { groupID: meeting.groupID, authorID: bob });
        await expect(hisPad.denied).toBeVisible();
        await pads.api("appendText", { padID: meeting.padID, text: "After Bob has left.\n" });
        await expect(herPad.text).toContainText("After Bob has left.");
        await expect(hisPad.text).not.toContainText("After Bob has left.");
        await hisPage.reload();
        await expect(hisPad.denied).toBeVisible();
        expect(await hisPage.content()).not.toContain("After Bob has left.");
    });

    await test.step("the meeting ends", async () => {
        expect(await pads.plugin("deleteGroup", { groupID: meeting.groupID })).toEqual({ revoked: 1, dropped: 1 });
        await expect(herPad.denied).toBeVisible();
        await expect(pads.text(meeting)).rejects.toThrow("padID does not exist");
        await hers.close();
        await his.close();
    });
});

test("what was said before a crash holds after it, and sessions end by themselves", async ({ browser }) => {
    const etherpad = await ownEtherpad();
    const { program } = etherpad;
    const pads = new Pads(etherpad);
    const meeting = await pads.meeting("Before the crash\n");
    const people = [];
    for (const name of ["Alice Adams", "Bob Baker", "Carol Clark"]) people.push(await pads.person(meeting, name));
    const [alice, bob, carol] = people;
    const [hers, his] = [await browser.newPage(), await browser.newPage()];
    const [herPad, hisPad] = [new PadPage(hers), new PadPage(his)];
    const unused = await pads.link(meeting, carol, "read");
    const used = await pads.link(meeting, bob, "read");
    await hers.goto(await pads.link(meeting, alice, "write"));
    await his.goto(used);
    await herPad.expectWritable("Before the crash");
    await hisPad.expectReadable("Before the crash");
    await herPad.write("Written and seen.");
    await expect(hisPad.text).toContainText("Written and seen.");
    await pads.plugin("revokeAuthor", { groupID: meeting.groupID, authorID: alice });

    await program.kill();
    program.env.SESSION_SECONDS = "3"; // of sessions to come
    await program.start();
    expect(await pads.text(meeting)).toContain("Written and seen.");
    await pads.api("appendText", { padID: meeting.padID, text: "His page has come back.\n" });
    await hisPad.expectReadable("His page has come back.");
    await his.goto(used);
    await hisPad.expectReadable("Written and seen.");
    await hers.reload();
    await expect(herPad.denied).toBeVisible();
    expect((await openLink(used)).status).toBe(403);

    await hers.goto(unused);
    await expect(herPad.denied).toBeVisible();
    expect((await hers.request.get(unused, { maxRedirects: 0 })).status()).toBe(403);
    await his.reload();
    await hisPad.expectReadable("Written and seen.");
    let silent; // who says nothing is cut as well; on a slow machine a session may end before its pad is open
    do silent = await RawPad.open(etherpad, { padID: meeting.padID, cookie: (await openLink(await pads.link(meeting, carol, "read"))).cookie });
    while (!silent.pad);
    await silent.expectEnd();
    await hers.context().close();
    await his.context().close();
    await program.stop();
});

test("in frames of other sites, where the browser blocks their cookies; a foreign page shows nothing", async ({}, info) => {
    const sites = await nestedSites();
    const site = (name) => `http://${name}.localhost:${sites.address().port}`;
    const etherpad = await ownEtherpad({ EMBED_ORIGINS: `${site("element")} ${site("parley")}` });
    etherpad.url = etherpad.url.replace("127.0.0.1", "pad.localhost");
    const pads = new Pads({ ...etherpad, url: etherpad.url.replace("pad.localhost", "127.0.0.1") });
    const meeting = await pads.meeting("Agenda in a frame\n");
    const alice = await pads.person(meeting, "Alice Adams");
    const link = async () => (await pads.link(meeting, alice, "write")).replace("127.0.0.1", "pad.localhost");
    const { executablePath, args } = info.project.use.launchOptions;
    const browser = await chromium.launch({ executablePath, args: [...args, "--test-third-party-cookie-phaseout"] });
    const page = await browser.newPage();
    const show = (...addresses) => page.goto(addresses.reduceRight((inner, outer) => `${outer}/?${encodeURIComponent(inner)}`));

    await test.step("the browser blocks the cookies of other sites", async () => {
        await show(site("element"), `${site("other")}/cookie`);
        await expect(page.frameLocator("iframe").locator("body")).toHaveText("cookies: none");
    });

    await test.step("she writes", async () => {
        await show(site("element"), site("parley"), await link());
        const pad = new PadPage(page.frameLocator("iframe").frameLocator("iframe"));
        await pad.expectWritable("Agenda in a frame");
        await pad.write("Typed in a frame.");
        await expect.poll(() => pads.text(meeting)).toContain("Typed in a frame.");
        const [cookie] = (await page.context().cookies()).filter(({ name }) => name.startsWith("notes_"));
        expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "None", partitionKey: site("element").replace(/:\d+$/, "") });
    });

    for (const outside of [["evil"], ["evil", "parley"], ["parley", "evil"]])
        await test.step(`not in a frame of ${outside.join(" with one of ")}`, async () => {
            await show(...outside.map(site), await link());
            const shown = () => page.frames().at(outside.length)?.url();
            await expect.poll(shown).toBe("chrome-error://chromewebdata/");
        });

    await browser.close();
    await etherpad.program.stop();
    sites.close();
});

async function ownEtherpad(env) {
    return startEtherpad({ packages: await etherpadServer(), folder: scratchFolder("etherpad"), env });
}

/** A server of all names: a page shows the address of its query in a frame; /cookie sets one, and says whether it was. */
async function nestedSites() {
    const server = createServer((request, response) => {
        const { pathname, search } = new URL(request.url, "http://localhost");
        response.setHeader("Content-Type", "text/html");
        if (pathname === "/cookie") response.setHeader("Set-Cookie", "kept=yes; Secure; SameSite=None");
        const src = decodeURIComponent(search.slice(1)).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
        response.end(pathname === "/cookie"
            ? '<body><script>document.body.textContent = "cookies: " + (document.cookie || "none")</script>'
            : `<style>iframe { width: 100%; height: 700px }</style><iframe src="${src}"></iframe>`);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
}

// What Prometheus reads: figures of commands, homeserver and HTTP, and nothing that names people or rooms.
import { expect, newPeople, test } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { freePort } from "../stack/process.mjs";
import { answerTo, CREATE, createCommand } from "./meetings.mjs";

test("metrics tell what the bot did, and who and where remains unsaid", async ({ ownStack }) => {
    const address = `127.0.0.1:${await freePort()}`;
    const stack = await ownStack({ env: { METRICS_ADDRESS: address } });
    const { alice } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, bot: stack.bot.userId });
    const told = async (data) => answerTo(alice.api, room, await alice.api.send(room, CREATE, createCommand(data)));
    expect(await told({})).toMatchObject({ done: true });
    expect(await told({ participants: [{ user_id: "@nobody:does-not-exist.localhost" }] })).toMatchObject({ done: true });
    expect(await told({ title: " " })).toMatchObject({ error: { code: "required" } });
    for (const path of ["/v1/live", "/v1/config", "/v1/@alice:localhost", "/!room:localhost", "/"]) await fetch(`${stack.bot.url}${path}`);

    const read = async () => (await fetch(`http://${address}/metrics`)).text();
    await expect.poll(read, "the last answer is counted").toContain('result="required"');
    const text = await read();
    const value = (series) => Number(text.split("\n").find((line) => line.startsWith(`${series} `))?.split(" ").at(-1));
    expect.soft(value(`parley_commands_total{result="done",type="${CREATE}"}`)).toBe(2);
    expect.soft(value(`parley_commands_total{result="required",type="${CREATE}"}`)).toBe(1);
    expect.soft(value('parley_command_warnings_total{code="invitation_failed"}')).toBe(1);
    expect.soft(value(`parley_command_duration_seconds_count{type="${CREATE}"}`)).toBe(3);
    expect.soft(value("parley_stream_lag_seconds_count")).toBe(3);
    expect.soft(value('parley_homeserver_requests_total{method="POST",request="createRoom",status="200"}'), "two meetings, a room of help, one about the refusal").toBe(4);
    expect.soft(value('parley_homeserver_request_duration_seconds_count{request="createRoom"}')).toBe(4);
    expect.soft(value("parley_ready")).toBe(1);
    expect.soft(value("parley_queue_oldest_seconds")).toBeGreaterThanOrEqual(0);
    expect.soft(value("parley_stream_silence_seconds")).toBeLessThan(60);
    expect.soft(value("parley_rooms_joined")).toBeGreaterThanOrEqual(0);
    expect.soft(value('parley_http_requests_total{method="GET",route="/v1/config",status="401"}')).toBe(1);
    expect.soft(value('parley_http_requests_total{method="GET",route="other",status="404"}')).toBe(2);
    expect.soft(value('parley_http_requests_total{method="GET",route="/",status="200"}')).toBe(1);
    expect.soft(value("go_goroutines")).toBeGreaterThan(1);
    expect.soft(text).not.toMatch(/[@!#$][^\s"]+:[^\s"]*localhost/);
    expect.soft(text).not.toContain("alice");
    expect.soft(text.split("\n").filter((line) => line.startsWith("parley_")).length, "few series").toBeLessThan(600);
    expect((await fetch(`${stack.bot.url}/metrics`)).status, "not where everybody can ask").toBe(404);

    await stack.homeserver.program.stop();
    await expect.poll(read).toContain("\nparley_ready 0\n");
});

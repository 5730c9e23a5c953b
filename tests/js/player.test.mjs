import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { timeline } from "./engine_kit.mjs";
import { createModel, createPage } from "./page.mjs";

const page = createPage();
const { createPlayer } = await import("../../stretchlib/player/src/player.mjs");
const { default: widget } = await import("../../stretchlib/player/src/index.mjs");

const short = timeline.slice(0, 2).map((phase) => ({ ...phase, duration_s: 0.03 }));
let number = 0;

async function until(holds) {
  for (let i = 0; i < 200 && !holds(); i += 1) await wait(10);
  assert.ok(holds());
}

/** A player of a notebook of its own, looked around already. */
async function open(t, traits = {}) {
  const model = createModel({ timeline: short, ...traits });
  const player = createPlayer(model, ["/", "", `player ${(number += 1)}`]);
  t.after(() => {
    player.close();
    page.storage.clear();
  });
  await wait(1);
  return { model, ...player };
}

test("a practice goes from Start to an end that is saved", async (t) => {
  const { model, actions, viewModel } = await open(t);
  assert.deepEqual([viewModel().snapshot.state, viewModel().saving], ["idle", "nothing"]);
  actions.start();
  await until(() => viewModel().snapshot.state === "ended");
  assert.deepEqual(model.kinds(), ["started", "phase_done", "phase_done", "finished"]);
  assert.equal(viewModel().saving, "saving");
  assert.equal(page.storage.texts().length, 1);
  model.hear(
    "acked",
    model.get("outbox").map(({ id }) => id),
  );
  assert.equal(viewModel().saving, "saved");
  assert.equal(page.storage.texts().length, 0);
});

test("what the log refuses is said, and the rest goes on", async (t) => {
  const { model, actions, viewModel } = await open(t);
  actions.start();
  await until(() => viewModel().snapshot.state === "ended");
  model.hear(
    "refused",
    model.get("outbox").map(({ id }) => id),
  );
  assert.equal(viewModel().saving, "refused");
  assert.match(viewModel().problem, /did not take 4 events/);
});

test("before the start, the routine is the one that Python has made last", async (t) => {
  const { model, viewModel } = await open(t);
  model.hear("routine", "Longer");
  model.hear("timeline", timeline);
  assert.deepEqual([viewModel().routine, viewModel().timeline], ["Longer", timeline]);
});

test("a choice is asked of Python, and nobody starts until it has answered", async (t) => {
  const chosen = { routine: "standard", minutes: null };
  const choices = { routines: [], minutes: [5], full_s: 60, chosen, time_note: "" };
  const { model, actions, viewModel } = await open(t, { choices });
  assert.equal(viewModel().is_settled, true);
  actions.choose({ minutes: 5 });
  assert.deepEqual(model.get("chosen"), { routine: "standard", minutes: 5 });
  assert.deepEqual([viewModel().is_settled, viewModel().choices.chosen.minutes], [false, 5]);
  model.hear("chosen", {});
  assert.deepEqual([viewModel().is_settled, viewModel().choices.chosen.minutes], [true, null]);
});

test("a leg that tingles ends the practice, and that cannot be taken back", async (t) => {
  const { model, actions, viewModel } = await open(t, { timeline });
  actions.start();
  await until(() => viewModel().snapshot.state === "running");
  actions.hurts();
  actions.tellWhatHurts("leg");
  const { state, outcome, can_go_on } = viewModel().snapshot;
  assert.deepEqual([state, outcome, can_go_on], ["ended", "stopped", false]);
  assert.deepEqual(model.kinds(), ["started", "hurt", "hurt", "phase_skipped", "stopped"]);
});

test("an end that is taken back goes on, and Python is told that it could be", async (t) => {
  const { model, actions, viewModel } = await open(t, { timeline });
  actions.start();
  await until(() => viewModel().snapshot.state === "running");
  actions.end();
  assert.equal(model.get("may_go_on"), true);
  await wait(5); // The tab lets go of its lock, and takes it again.
  model.hear("going_on", 1);
  await until(() => viewModel().snapshot.state === "running");
  assert.equal(model.get("may_go_on"), false);
  page.storage.clear();
});

test("a player that is closed hears nothing and keeps what is not safe", async (t) => {
  const { model, actions, viewModel, close } = await open(t, { timeline });
  actions.start();
  await until(() => viewModel().snapshot.state === "running");
  close();
  close();
  assert.equal(model.listeners(), 0);
  page.document.dispatchEvent(new Event("visibilitychange"));
  page.dispatchEvent(new Event("pagehide"));
  assert.equal(page.storage.texts().length, 1);
});

test("a second player of a notebook closes the first, and offers what that left", async () => {
  const first = createModel({ timeline });
  const stop = widget().initialize({ model: first });
  await wait(1);
  assert.ok(first.listeners() > 0);
  const second = createModel({ timeline, session: "next" });
  const stopSecond = widget().initialize({ model: second });
  assert.equal(first.listeners(), 0);
  stop();
  assert.ok(second.listeners() > 0, "the first, closed once more, leaves the second alone");
  stopSecond();
});

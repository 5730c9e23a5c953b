// One player: its parts, each made of those before it, and who hears of what.

import { createBus } from "./bus.mjs";
import { createEngine, FRAME_MS } from "./engine/engine.mjs";
import { createTimers } from "./engine/timers.mjs";
import { createOutputs } from "./outputs/outputs.mjs";
import { createJournal } from "./session/journal.mjs";
import { createModelLink } from "./session/model_link.mjs";
import { createOutbox } from "./session/outbox.mjs";
import { createPlanChoice } from "./session/plan_choice.mjs";
import { createRecovery } from "./session/recovery.mjs";
import { createSession } from "./session/session.mjs";
import { createSettings } from "./session/settings.mjs";
import { createTabLock } from "./session/tab_lock.mjs";
import { createTakeover } from "./session/takeover.mjs";
import { createActions } from "./ui/actions.mjs";
import { createMirrors } from "./ui/mirrors.mjs";
import { createView } from "./ui/view.mjs";
import { createViewModel } from "./ui/view_model.mjs";

/** @import { Snapshot } from "./engine/playhead.mjs" */
/** @import { Model } from "./session/model_link.mjs" */

// Looked up at each call, because tests put a clock of their own in place of the page's.
const now = () => globalThis.performance.now();
const date = () => Date.now();

/**
 * @param {Model} model
 * @param {string[]} owner  Whose it is: server, user and notebook.
 */
export function createPlayer(model, owner) {
  const bus = createBus();
  const changed = () => bus.emit("changed");
  const link = createModelLink(model);
  const settings = createSettings(link.get("settings"));
  const journal = createJournal({ owner });
  const timers = createTimers({ changed });
  const { setTimer, didSleep } = timers;
  const outbox = createOutbox({
    setTimer,
    send(events) {
      link.send("outbox", events);
      bus.emit("sent");
    },
    sendAgain(events) {
      link.sendAgain("outbox", events);
      bus.emit("sent");
    },
    changed: () => bus.emit("outbox"),
  });
  const id = link.get("session");
  const routine = link.get("routine");
  const session = createSession({ id, routine, outbox, journal, now, date });
  const engine = createEngine({
    timeline: link.get("timeline"),
    now,
    date,
    setTimer,
    didSleep,
    emit: session.record,
    ahead_ms: FRAME_MS,
    leadIn: () => settings.all().ready_s,
    waits: () => settings.all().wait,
  });
  const planChoice = createPlanChoice({ link, settings, engine });
  const outputs = createOutputs({ engine, settings: settings.all, now, setTimer, changed });
  const recovery = createRecovery({ journal, outbox, date });
  const tabLock = createTabLock({
    name: JSON.stringify(["stretchlib-player", ...owner]),
    freed: () => bus.emit("freed"),
  });
  const takeover = createTakeover({
    engine,
    session,
    recovery,
    tabLock,
    date,
    tell: (earlier) => link.send("earlier", earlier),
    rebuilt: () => bus.emit("rebuilt"),
    changed,
  });
  const parts = { engine, outputs, planChoice, recovery, settings, takeover };
  const actions = createActions({ ...parts, changed });
  const viewModel = createViewModel({ ...parts, journal, link, outbox, session, timers });
  const mirrors = createMirrors({
    viewModel,
    create: (el) => createView({ el, actions, drawings: () => link.get("drawings") }),
  });
  let plan_version = 0;
  let isClosed = false;

  const keep = () => session.keep(engine.snapshot(), engine.timeline());

  /** Python's questions after the end offer it, too. @param {Snapshot} snapshot */
  function tellWhetherToGoOn({ can_go_on }) {
    if (link.get("may_go_on") !== can_go_on) link.send("may_go_on", can_go_on);
  }

  /** @param {Snapshot} snapshot */
  function follow(snapshot) {
    // What is seen comes first: whoever pressed a button waits for that, and for nothing else.
    mirrors.repaint();
    outputs.follow(snapshot);
    if (snapshot.plan_version !== plan_version) timers.plan(engine.deadlines(), engine.refresh);
    plan_version = snapshot.plan_version;
    if (snapshot.state === "ended") tabLock.release();
    tellWhetherToGoOn(snapshot);
    if (!session.isBehind()) return;
    keep();
    mirrors.repaint();
  }

  function hearOfSafety() {
    outbox.refuse(link.get("refused"));
    outbox.acknowledge(link.get("acked"));
  }

  // Not while an event is being told: the journal would have it, and still the place before it.
  function onAnswer() {
    hearOfSafety();
    keep();
  }

  /** The routine has been put in another order, or is another one. */
  function hearOfPlan() {
    engine.load(link.get("timeline"));
    changed();
  }

  /** Its title may be another. */
  function hearOfRoutine() {
    if (engine.snapshot().state === "idle") session.rename(link.get("routine"));
    changed();
  }

  function hearOfOffers() {
    planChoice.wishForOrder();
    changed();
  }

  function hearOfEnd() {
    if (link.get("ended")) engine.conclude(link.get("ended"));
    else engine.reopen();
  }

  /** The page may be gone the next moment, or has come back. */
  function onTurn() {
    engine.refresh();
    keep();
    takeover.lookAround();
  }

  /** Another tab has written. @param {StorageEvent} event */
  function onStorage({ key }) {
    if (journal.owns(key)) takeover.lookAround();
  }

  /**
   * What it leaves in the journal, the next player takes up. Both the page and the widget close it.
   */
  function close() {
    if (isClosed) return;
    isClosed = true;
    keep();
    for (const part of [engine, outbox, outputs, timers, tabLock, link]) part.close();
    globalThis.document.removeEventListener("visibilitychange", onTurn);
    globalThis.removeEventListener("pagehide", onTurn);
    globalThis.removeEventListener("storage", onStorage);
  }

  bus.on("changed", mirrors.repaint);
  bus.on("rebuilt", mirrors.rebuild);
  bus.on("freed", takeover.lookAround);
  // An answer that was given before is not given again.
  bus.on("sent", hearOfSafety);
  bus.on("outbox", recovery.settle, takeover.tellOffer, mirrors.repaint);
  engine.subscribe(follow);
  link.listen({
    acked: onAnswer,
    refused: onAnswer,
    problem: changed,
    routine: hearOfRoutine,
    offers: hearOfOffers,
    drawings: changed,
    choices: changed,
    chosen: changed,
    ended: hearOfEnd,
    one_trip: changed,
    is_one_trip: hearOfPlan,
    timeline: hearOfPlan,
    session: () => takeover.adopt(link.get("session")),
    going_on: actions.goOnAfterAll,
    earlier: () => takeover.hear(link.get("earlier")),
  });
  globalThis.document.addEventListener("visibilitychange", onTurn);
  globalThis.addEventListener("pagehide", onTurn);
  globalThis.addEventListener("storage", onStorage);
  hearOfEnd();
  tellWhetherToGoOn(engine.snapshot());
  planChoice.wishForOrder();
  takeover.lookAround();

  return { show: mirrors.show, actions, viewModel, close };
}

// One player: its parts, and what joins them.

import { FRAME_MS, createEngine } from "./engine/engine.mjs";
import { createTakeover } from "./session/takeover.mjs";
import { createJournal } from "./session/journal.mjs";
import { createTabLock } from "./session/tab_lock.mjs";
import { createOutbox } from "./session/outbox.mjs";
import { createRecovery } from "./session/recovery.mjs";
import { createOutputs } from "./outputs/outputs.mjs";
import { createSession } from "./session/session.mjs";
import { createSettings } from "./session/settings.mjs";
import { createTimers } from "./engine/timers.mjs";
import { createView } from "./ui/view.mjs";
import { createMirrors } from "./ui/mirrors.mjs";
import { refusedText } from "./ui/text.mjs";

/** @import { Snapshot } from "./engine/engine.mjs" */
/** @import { Actions, Picture } from "./ui/view.mjs" */

/**
 * The part of anywidget's model that is used here.
 *
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(name: string, callback: () => void) => void} on
 * @property {(name: string, callback: () => void) => void} off
 */

// Looked up at each call, because tests put a clock of their own in place of the page's.
const now = () => globalThis.performance.now();
const date_ms = () => Date.now();

/**
 * @param {Model} model
 * @param {string[]} place  Whose it is: server, user and notebook.
 */
export function createPlayer(model, place) {
  const { routine, drawings: _, offers: __, ...defaults } = model.get("settings");
  const offers = () => model.get("settings").offers;
  let plan_version = 0;
  let isClosed = false;
  const views = createMirrors({
    picture,
    create: (el) =>
      createView({
        ...{ el, actions },
        drawings: () => model.get("settings").drawings,
      }),
  });
  const { repaint } = views;
  const send = (/** @type {string} */ name, /** @type {unknown} */ value) => {
    model.set(name, value);
    model.save_changes();
  };

  const settings = createSettings(defaults);
  const journal = createJournal({ place });
  const timers = createTimers({ changed: repaint });
  const { setTimer, didSleep } = timers;
  const outbox = createOutbox({
    setTimer,
    send(events) {
      send("outbox", events);
      // An answer that was given before is not given again.
      hearOfSafety();
    },
    changed() {
      recovery.settle();
      takeover.tellOffer();
      repaint();
    },
  });
  const session = createSession({
    id: model.get("session"),
    routine,
    outbox,
    journal,
    now,
    date_ms,
  });
  const engine = createEngine({
    timeline: model.get("timeline"),
    now,
    date_ms,
    setTimer,
    didSleep,
    emit: session.record,
    ahead_ms: FRAME_MS,
    ready_s: () => settings.all().ready_s,
    waits: () => settings.all().wait,
  });
  const outputs = createOutputs({ engine, settings: settings.all, now, setTimer, changed: repaint });
  const recovery = createRecovery({ journal, outbox, date_ms });
  const tabLock = createTabLock({
    name: JSON.stringify(["stretchlib-player", ...place]),
    freed: () => takeover.lookAround(),
  });
  const takeover = createTakeover({
    engine,
    session,
    recovery,
    tabLock,
    date_ms,
    tell: (earlier) => send("earlier", earlier),
    rebuilt: views.rebuild,
    changed: repaint,
  });

  /** @param {Snapshot} snapshot */
  function follow(snapshot) {
    // What is seen comes first: whoever pressed a button waits for that, and for nothing else.
    repaint();
    outputs.follow(snapshot);
    if (snapshot.plan_version !== plan_version) timers.plan(engine.deadlines(), engine.refresh);
    plan_version = snapshot.plan_version;
    if (snapshot.state === "ended") tabLock.release();
    tellWhetherToGoOn(snapshot);
    if (!session.isBehind()) return;
    keep();
    repaint();
  }

  /** Python's questions after the end offer it, too. @param {Snapshot} snapshot */
  function tellWhetherToGoOn({ canGoOn }) {
    if (model.get("may_go_on") !== canGoOn) send("may_go_on", canGoOn);
  }

  const keep = () => session.keep(engine.snapshot(), engine.timeline());

  function hearOfSafety() {
    outbox.refuse(model.get("refused"));
    outbox.acknowledge(model.get("acked"));
  }

  // Not while an event is being told: the journal would have it, and still the place before it.
  function onAnswer() {
    hearOfSafety();
    keep();
  }

  /** Asks Python for the order that was chosen, here or the last time; it compiles the routine. */
  function wishForOrder() {
    const { one_trip } = settings.all();
    const isOpen = offers().one_trip && engine.snapshot().state === "idle";
    if (isOpen && model.get("one_trip") !== one_trip) send("one_trip", one_trip);
  }

  /** The routine has been put in another order, or is another one. */
  function hearOfPlan() {
    engine.load(model.get("timeline"));
    repaint();
  }

  /** Its title may be another, and figures of an earlier session may have come. */
  function hearOfSettings() {
    if (engine.snapshot().state === "idle") session.rename(model.get("settings").routine);
    wishForOrder();
    repaint();
  }

  function hearOfEnd() {
    if (model.get("ended")) engine.conclude(model.get("ended"));
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

  /** Does it also where the page, or the kernel, has gone since it hurt. @param {() => void} act */
  function atWhatHurt(act) {
    if (recovery.offer()) takeover.resume(act);
    else act();
  }

  /** @type {Actions} */
  const actions = {
    back: engine.back,
    skip: engine.skip,
    end: () => atWhatHurt(engine.end),
    more: engine.more,
    repeat: engine.repeat,
    choosePace: engine.choosePace,
    hurts: engine.hurts,
    tellWhatHurts(kind) {
      atWhatHurt(() => {
        engine.tellWhatHurts(kind);
        if (kind === "leg" || kind === "saddle") engine.end();
      });
    },
    goOn() {
      outputs.unlock();
      atWhatHurt(engine.goOn);
    },
    goOnNow: engine.goOnNow,
    arrive: engine.arrive,
    goOnAfterAll() {
      if (!engine.snapshot().canGoOn) return;
      outputs.unlock();
      takeover.goOnAfterAll(engine.goOnAfterAll);
    },
    choose(wish) {
      const { chosen } = model.get("choices");
      send("chosen", { ...chosen, ...wish });
      repaint();
    },
    start() {
      outputs.unlock();
      takeover.start(settings.all().breaths_per_min);
    },
    pauseOrResume() {
      outputs.unlock();
      const { state } = engine.snapshot();
      if (state === "paused") engine.resume();
      else if (state === "waiting") engine.goOnNow();
      else engine.pause();
    },
    resumeEarlier() {
      outputs.unlock();
      takeover.resume(engine.resume);
    },
    forgetEarlier: takeover.forget,
    trySound: outputs.trySound,
    set(name, value) {
      settings.set(name, value);
      outputs.changed(name);
      wishForOrder();
      repaint();
    },
  };

  /** @type {Record<string, () => void>} */
  const heard = {
    "change:acked": onAnswer,
    "change:refused": onAnswer,
    "change:problem": repaint,
    "change:settings": hearOfSettings,
    "change:choices": repaint,
    "change:chosen": repaint,
    "change:ended": hearOfEnd,
    "change:one_trip": repaint,
    "change:is_one_trip": hearOfPlan,
    "change:timeline": hearOfPlan,
    "change:session": () => takeover.adopt(model.get("session")),
    "change:going_on": actions.goOnAfterAll,
    "change:earlier": () => takeover.hear(model.get("earlier")),
  };

  /** What this browser or this moment lacks, by the names that the view knows. */
  function lacks() {
    const hasSound = outputs.sound().available;
    const has = {
      "wake-lock": outputs.canKeepAwake(),
      worker: timers.available(),
      storage: journal.available(),
      sound: hasSound,
      // Where there are no tones either, they cannot stand in for it.
      voice: outputs.voice().available || !hasSound,
      "tab-lock": !takeover.isElsewhere(),
      unread: journal.unread() === 0,
    };
    return Object.entries(has).flatMap(([name, isThere]) => (isThere ? [] : [name]));
  }

  function problem() {
    const count = recovery.newlyRefused();
    return model.get("problem") || (count > 0 ? refusedText(count) : "");
  }

  const wish = () => (Object.keys(model.get("chosen")).length ? model.get("chosen") : null);

  /** What may be chosen; ticked is what was wished, also before Python has made it. */
  function choices() {
    const offered = model.get("choices");
    if (!offered.chosen) return null;
    return { ...offered, chosen: wish() ?? offered.chosen };
  }

  /** Whether what would be played is what was chosen. */
  const isSettled = () =>
    wish() === null && (!offers().one_trip || model.get("one_trip") === model.get("is_one_trip"));

  /** @returns {Picture} */
  function picture() {
    return {
      snapshot: engine.seen(),
      saving: outbox.saving(),
      problem: problem(),
      sound: outputs.sound(),
      voice: outputs.voice(),
      settings: settings.all(),
      earlier: recovery.offer(),
      lacks: lacks(),
      timeline: engine.timeline(),
      routine: session.routine(),
      choices: choices(),
      oneTrip: {
        offered: offers().one_trip,
        wished: model.get("one_trip"),
      },
      isSettled: isSettled(),
      offersWait: offers().wait,
    };
  }

  /**
   * What it leaves in the journal, the next player takes up. Both the page and the widget close it.
   */
  function close() {
    if (isClosed) return;
    isClosed = true;
    keep();
    engine.close();
    outbox.close();
    outputs.close();
    timers.close();
    tabLock.close();
    for (const [name, callback] of Object.entries(heard)) model.off(name, callback);
    globalThis.document.removeEventListener("visibilitychange", onTurn);
    globalThis.removeEventListener("pagehide", onTurn);
    globalThis.removeEventListener("storage", onStorage);
  }

  engine.subscribe(follow);
  for (const [name, callback] of Object.entries(heard)) model.on(name, callback);
  globalThis.document.addEventListener("visibilitychange", onTurn);
  globalThis.addEventListener("pagehide", onTurn);
  globalThis.addEventListener("storage", onStorage);
  hearOfEnd();
  tellWhetherToGoOn(engine.snapshot());
  wishForOrder();
  takeover.lookAround();

  return { show: views.show, close };
}

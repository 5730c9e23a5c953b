// One player: its parts, and what joins them.

import { FRAME_MS, createEngine } from "./clock.mjs";
import { createHandover } from "./handover.mjs";
import { createJournal } from "./journal.mjs";
import { createLeader } from "./leader.mjs";
import { createOutbox } from "./outbox.mjs";
import { createRecovery } from "./recovery.mjs";
import { createSenses } from "./senses.mjs";
import { createSession } from "./session.mjs";
import { createSettings } from "./settings.mjs";
import { createTicker } from "./ticker.mjs";
import { createView } from "./view.mjs";
import { createViews } from "./views.mjs";
import { refusedText } from "./words.mjs";

/** @import { Snapshot } from "./clock.mjs" */
/** @import { Actions, Picture } from "./view.mjs" */

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
  let course = 0;
  let isClosed = false;
  const views = createViews({
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
  const ticker = createTicker({ changed: repaint });
  const { setTimer, didSleep } = ticker;
  const outbox = createOutbox({
    setTimer,
    send(events) {
      send("outbox", events);
      // An answer that was given before is not given again.
      hearOfSafety();
    },
    changed() {
      recovery.settle();
      handover.tellOffer();
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
  const senses = createSenses({ engine, settings: settings.all, now, setTimer, changed: repaint });
  const recovery = createRecovery({ journal, outbox, date_ms });
  const leader = createLeader({
    name: JSON.stringify(["stretchlib-player", ...place]),
    freed: () => handover.lookAround(),
  });
  const handover = createHandover({
    engine,
    session,
    recovery,
    leader,
    date_ms,
    tell: (earlier) => send("earlier", earlier),
    rebuilt: views.rebuild,
    changed: repaint,
  });

  /** @param {Snapshot} snapshot */
  function follow(snapshot) {
    // What is seen comes first: whoever pressed a button waits for that, and for nothing else.
    repaint();
    senses.follow(snapshot);
    if (snapshot.course !== course) ticker.plan(engine.deadlines(), engine.refresh);
    course = snapshot.course;
    if (snapshot.state === "ended") leader.release();
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
    handover.lookAround();
  }

  /** Another tab has written. @param {StorageEvent} event */
  function onStorage({ key }) {
    if (journal.owns(key)) handover.lookAround();
  }

  /** Does it also where the page, or the kernel, has gone since it hurt. @param {() => void} act */
  function atWhatHurt(act) {
    if (recovery.offer()) handover.resume(act);
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
      senses.unlock();
      atWhatHurt(engine.goOn);
    },
    goOnNow: engine.goOnNow,
    arrive: engine.arrive,
    goOnAfterAll() {
      if (!engine.snapshot().canGoOn) return;
      senses.unlock();
      handover.goOnAfterAll(engine.goOnAfterAll);
    },
    choose(wish) {
      const { chosen } = model.get("choices");
      send("chosen", { ...chosen, ...wish });
      repaint();
    },
    start() {
      senses.unlock();
      handover.start(settings.all().breaths_per_min);
    },
    pauseOrResume() {
      senses.unlock();
      const { state } = engine.snapshot();
      if (state === "paused") engine.resume();
      else if (state === "waiting") engine.goOnNow();
      else engine.pause();
    },
    resumeEarlier() {
      senses.unlock();
      handover.resume(engine.resume);
    },
    forgetEarlier: handover.forget,
    trySound: senses.trySound,
    set(name, value) {
      settings.set(name, value);
      senses.changed(name);
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
    "change:session": () => handover.adopt(model.get("session")),
    "change:going_on": actions.goOnAfterAll,
    "change:earlier": () => handover.hear(model.get("earlier")),
  };

  /** What this browser or this moment lacks, by the names that the view knows. */
  function lacks() {
    const hasSound = senses.sound().available;
    const has = {
      "wake-lock": senses.canKeepAwake(),
      worker: ticker.available(),
      storage: journal.available(),
      sound: hasSound,
      // Where there are no tones either, they cannot stand in for it.
      voice: senses.voice().available || !hasSound,
      leader: !handover.isElsewhere(),
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
      sound: senses.sound(),
      voice: senses.voice(),
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
    senses.close();
    ticker.close();
    leader.close();
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
  handover.lookAround();

  return { show: views.show, close };
}

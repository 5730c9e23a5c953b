// The widget: one engine per model, any number of views that mirror it.

import { createEngine } from "./clock.mjs";
import { createOutbox, ulid } from "./outbox.mjs";
import { createSound } from "./sound.mjs";
import { tonesAhead } from "./timeline.mjs";
import { createView } from "./view.mjs";

/** @import { EngineEvent } from "./clock.mjs" */

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
const setTimer = (/** @type {() => void} */ callback, /** @type {number} */ ms) => {
  const timer = globalThis.setTimeout(callback, ms);
  return () => globalThis.clearTimeout(timer);
};

/** @param {Model} model */
function createPlayer(model) {
  const timeline = model.get("timeline");
  let seq = 0;
  let course = 0;
  /** @type {Set<() => void>} */
  const views = new Set();
  const repaint = () => views.forEach((paint) => paint());

  const outbox = createOutbox({
    setTimer,
    changed: repaint,
    send(events) {
      model.set("outbox", events);
      model.save_changes();
    },
  });

  /**
   * Gives an event its name and its place in time and in the session.
   *
   * @param {EngineEvent} event
   */
  function record({ kind, phase, done_s, at }) {
    const at_ms = Math.round(Date.now() - (now() - at));
    seq += 1;
    outbox.add({
      id: ulid(at_ms),
      session: model.get("settings").session,
      seq,
      kind,
      at_ms,
      offset_min: -new Date(at_ms).getTimezoneOffset(),
      phase,
      done_s,
      reason: null,
    });
  }

  const engine = createEngine({
    timeline,
    now,
    setTimer,
    emit: record,
    ready_s: () => model.get("settings").ready_s,
  });

  const sound = createSound({
    now,
    ahead(horizon_s) {
      const { state, index, into_s, lead_s } = engine.snapshot();
      return state === "running" ? tonesAhead(timeline, index, into_s, lead_s, horizon_s) : [];
    },
  });

  engine.subscribe((snapshot) => {
    const changed = snapshot.course !== course;
    course = snapshot.course;
    if (changed && snapshot.state === "running") sound.replan();
    else if (changed) sound.silence();
    else if (snapshot.state === "running") sound.keepUp();
    repaint();
  });

  const applySettings = () => {
    const settings = model.get("settings");
    sound.set({ on: settings.sound, volume: settings.volume });
    repaint();
  };
  const acknowledge = () => outbox.acknowledge(model.get("acked"));
  const onReturn = () => engine.refresh();

  applySettings();
  model.on("change:acked", acknowledge);
  model.on("change:problem", repaint);
  model.on("change:settings", applySettings);
  globalThis.document.addEventListener("visibilitychange", onReturn);

  const actions = {
    start() {
      sound.unlock();
      engine.start();
    },
    pauseOrResume() {
      sound.unlock();
      if (engine.snapshot().state === "paused") engine.resume();
      else engine.pause();
    },
    back: engine.back,
    skip: engine.skip,
    end: engine.end,
    toggleSound() {
      sound.set({ on: !sound.on() });
      repaint();
    },
    /** @param {number} volume */
    setVolume(volume) {
      sound.set({ volume });
      repaint();
    },
  };

  /** Shows the player in an element; returns what takes it away again. @param {HTMLElement} el */
  function show(el) {
    const view = createView({ el, timeline, routine: model.get("settings").routine, actions });
    const paint = () =>
      view.paint({
        snapshot: engine.snapshot(),
        saving: outbox.saving(),
        problem: model.get("problem"),
        sound: { available: sound.available(), on: sound.on(), volume: sound.volume() },
      });
    views.add(paint);
    paint();
    return () => {
      views.delete(paint);
      view.remove();
    };
  }

  function close() {
    engine.close();
    outbox.close();
    sound.close();
    model.off("change:acked", acknowledge);
    model.off("change:problem", repaint);
    model.off("change:settings", applySettings);
    globalThis.document.removeEventListener("visibilitychange", onReturn);
  }

  return { show, close };
}

export default () => {
  /** @type {ReturnType<typeof createPlayer>} */
  let player;
  return {
    /** @param {{ model: Model, signal?: AbortSignal }} context */
    initialize({ model, signal }) {
      player = createPlayer(model);
      signal?.addEventListener("abort", player.close);
      return player.close;
    },
    /** @param {{ el: HTMLElement }} context */
    render: ({ el }) => player.show(el),
  };
};

// What a person may set: how it sounds, how it waits, how it moves; and which keys there are.

import { LIMITS } from "../contract.mjs";
import { element, field, setShown } from "./dom.mjs";
import { KEYS } from "./text.mjs";

/** @import { Actions } from "./actions.mjs" */
/** @import { ViewModel } from "./view_model.mjs" */

/** @param {{ least: number, most: number }} limits @param {number} step */
const range = ({ least, most }, step) =>
  element("input", "range", {
    attributes: { type: "range", min: `${least}`, max: `${most}`, step: `${step}` },
  });

const checkbox = () => element("input", "checkbox", { attributes: { type: "checkbox" } });

function breathChoice() {
  const option = (/** @type {string} */ value, text = value) =>
    element("option", "option", { attributes: { value }, text });
  const children = [option("", "As written")];
  const { least, most } = LIMITS.breaths_per_min;
  for (let rate = least; rate <= most; rate += 1) children.push(option(String(rate)));
  return element("select", "select", { children });
}

const keys = () =>
  element("dl", "keys", {
    children: KEYS.map(([key, does]) =>
      element("div", "key", {
        children: [
          element("dt", "key-name", { children: [element("kbd", "kbd", { text: key })] }),
          element("dd", "key-does", { text: does }),
        ],
      }),
    ),
  });

/** @param {Actions} actions */
export function createSettingsPanel(actions) {
  const volume = range(LIMITS.volume, 0.05);
  const rate = range(LIMITS.voice_rate, 0.1);
  const ready = range(LIMITS.ready_s, 1);
  const wait = checkbox();
  const motion = checkbox();
  const breaths = breathChoice();
  const fields = {
    volume: field("Volume", volume),
    rate: field("Voice speed", rate),
    ready: field("Time to get ready", ready),
    breaths: field("Breaths a minute", breaths),
    wait: field("Wait for me before each side", wait),
    motion: field("Move the figure and the ring", motion),
  };
  volume.addEventListener("input", () => actions.set("volume", volume.valueAsNumber));
  rate.addEventListener("input", () => actions.set("voice_rate", rate.valueAsNumber));
  ready.addEventListener("input", () => actions.set("ready_s", ready.valueAsNumber));
  wait.addEventListener("change", () => actions.set("wait", wait.checked));
  motion.addEventListener("change", () => actions.set("motion", motion.checked));
  breaths.addEventListener("change", () =>
    actions.set("breaths_per_min", breaths.value === "" ? null : Number(breaths.value)),
  );
  const rows = Object.values(fields).map(({ node }) => node);
  const node = element("div", "settings", {
    children: [element("div", "fields", { children: rows }), keys()],
  });

  return {
    node,
    /** @param {ViewModel} viewModel */
    paint({ settings, snapshot, sound, voice, earlier, offers_wait, timeline }) {
      fields.volume.paint(settings.volume, `${Math.round(settings.volume * 100)} %`);
      fields.rate.paint(settings.voice_rate, `× ${settings.voice_rate.toFixed(1)}`);
      fields.ready.paint(settings.ready_s, `${settings.ready_s} s`);
      fields.breaths.paint(settings.breaths_per_min ?? "");
      fields.wait.paint(settings.wait);
      fields.motion.paint(settings.motion);
      setShown(fields.volume.node, sound.available || voice.available);
      setShown(fields.rate.node, voice.available);
      // Once it plays, these would change nothing any more; nor how a session breathes that has begun.
      const isBefore = snapshot.state === "idle";
      setShown(fields.ready.node, isBefore);
      // There it stands beside the start.
      setShown(fields.wait.node, !isBefore || !offers_wait || earlier !== null);
      const isBreathed = timeline.some(({ pace }) => pace === "breath");
      setShown(fields.breaths.node, isBefore && isBreathed && !earlier);
    },
  };
}

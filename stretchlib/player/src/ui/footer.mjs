// The line below everything: how it sounds, how large it is, and the settings.

import { button, element, setShown, setText } from "./dom.mjs";
import { createSettingsPanel } from "./settings_panel.mjs";

/** @import { Actions } from "./actions.mjs" */
/** @import { ViewModel } from "./view_model.mjs" */

/**
 * @param {Actions} actions
 * @param {{ available: () => boolean, toggle: () => void }} fullscreen
 */
export function createFooter(actions, fullscreen) {
  const isOn = { sound: true, voice: true };
  const toggle = (/** @type {"sound" | "voice"} */ name) =>
    button(name, "", () => actions.set(name, !isOn[name]));
  const sound = toggle("sound");
  const voice = toggle("voice");
  const large = button("fullscreen", "Full screen", fullscreen.toggle);
  setShown(large, fullscreen.available());
  const panel = createSettingsPanel(actions);
  const summary = element("summary", "summary", { text: "Settings and keys" });
  const details = element("details", "panel", { children: [summary, panel.node] });
  const node = element("div", "foot", {
    children: [element("div", "quiet", { children: [sound, voice, large] }), details],
  });

  return {
    node,
    /** @param {boolean} on */
    largeIs: (on) => setText(large, on ? "Leave full screen" : "Full screen"),
    /** Opens the settings or closes them; returns whether they are open. */
    toggleSettings() {
      details.open = !details.open;
      if (details.open) summary.focus();
      return details.open;
    },
    /** @param {ViewModel} viewModel */
    paint(viewModel) {
      isOn.sound = viewModel.settings.sound;
      isOn.voice = viewModel.settings.voice;
      setText(sound, `Sound: ${isOn.sound ? "on" : "off"}`);
      setText(voice, `Voice: ${isOn.voice ? "on" : "off"}`);
      setShown(sound, viewModel.sound.available);
      setShown(voice, viewModel.voice.available);
      panel.paint(viewModel);
    },
  };
}

// Every place of the page in which one player is shown; all mirror the same moment.

/** @import { ViewModel } from "./view_model.mjs" */
/** @import { createView } from "./view.mjs" */

/**
 * @param {object} options
 * @param {(el: HTMLElement) => ReturnType<typeof createView>} options.create
 * @param {() => ViewModel} options.viewModel  The present moment.
 */
export function createMirrors({ create, viewModel }) {
  /** @type {Map<HTMLElement, ReturnType<typeof createView>>} */
  const shown = new Map();

  /** @param {HTMLElement} el */
  function build(el) {
    const hadFocus = el.contains(globalThis.document.activeElement);
    shown.get(el)?.remove();
    const view = create(el);
    shown.set(el, view);
    view.paint(viewModel());
    // The focus must not be lost with what it was on.
    if (hadFocus) /** @type {HTMLElement | null} */ (el.firstElementChild)?.focus();
  }

  return {
    /** Shows it in an element; returns what takes it away again. @param {HTMLElement} el */
    show(el) {
      build(el);
      return () => {
        shown.get(el)?.remove();
        shown.delete(el);
      };
    },

    repaint() {
      if (shown.size === 0) return;
      const moment = viewModel();
      for (const view of shown.values()) view.paint(moment);
    },

    /** What is played is another: everything is drawn anew. */
    rebuild() {
      for (const el of [...shown.keys()]) build(el);
    },
  };
}

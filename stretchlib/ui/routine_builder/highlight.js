// Brings what was just added into view: its heading takes the focus, and its card stands out until
// something else is added.

/**
 * @typedef {object} Model  The part of anywidget's model that is used here.
 * @property {(name: string) => any} get
 * @property {(name: string, callback: () => void) => void} on
 * @property {(name: string, callback: () => void) => void} off
 */

const NEW = "stretch-builder-new";

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  let seen = model.get("times");

  /** @param {number} tries  The step may be put on the page in a frame to come. */
  function show(tries) {
    const root = el.closest(".stretch-builder");
    const cards = [...(root?.querySelectorAll(".stretch-builder-step") ?? [])];
    const card = cards[model.get("position") - 1];
    const heading = /** @type {HTMLElement | null | undefined} */ (card?.querySelector("h4"));
    if (!card || !heading || cards.length < model.get("position")) {
      if (tries > 0) requestAnimationFrame(() => show(tries - 1));
      return;
    }
    cards.forEach((one) => one.classList.toggle(NEW, one === card));
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    card.scrollIntoView({ block: "center", behavior: isStill ? "auto" : "smooth" });
  }

  function bring() {
    if (model.get("times") === seen) return;
    seen = model.get("times");
    show(60);
  }

  model.on("change:times", bring);
  return () => model.off("change:times", bring);
}

export default { render };

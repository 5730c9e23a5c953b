// A heading that takes the focus as soon as it is on the page, where that is asked for: whoever
// types or listens goes on there, and not at the top of the page.

/**
 * @typedef {object} Model  The part of anywidget's model that is used here.
 * @property {(name: string) => any} get
 */

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  const heading = document.createElement(model.get("level"));
  heading.className = "stretch-heading";
  heading.textContent = model.get("words");
  heading.tabIndex = -1;
  el.append(heading);
  if (!model.get("takes_focus")) return;

  let tries = 120;
  function focus() {
    heading.focus();
    // It is put on the page only after this, in a frame of its own.
    if (document.activeElement !== heading && tries-- > 0) requestAnimationFrame(focus);
  }
  requestAnimationFrame(focus);
}

export default { render };

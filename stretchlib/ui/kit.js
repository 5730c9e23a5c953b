// One question with its answers as radio buttons, or as boxes to tick where several may be true, so
// that whoever listens or types hears all that is seen. Nothing is chosen until somebody chooses.

/**
 * @typedef {object} Model  The part of anywidget's model that is used here.
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(name: string, callback: () => void) => void} on
 * @property {(name: string, callback: () => void) => void} off
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {(Node | string)[]} children
 */
function element(tag, className, ...children) {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...children);
  return node;
}

/** @param {{ model: Model, el: HTMLElement }} context */
function render({ model, el }) {
  /** @type {[label: string, value: unknown][]} */
  const options = model.get("options");
  /** @type {string[]} */
  const ends = model.get("ends");
  /** @type {boolean} Whether several answers may be chosen; the value is then a list. */
  const many = model.get("many");
  const group = `stretch-${Math.random()}`;
  const inputs = options.map(([label, value], i) => {
    const input = element("input", "stretch-radio");
    input.type = many ? "checkbox" : "radio";
    input.name = group;
    input.addEventListener("change", () => {
      model.set("value", many ? ticked() : value);
      model.save_changes();
    });
    const end = i === 0 ? ends[0] : i === options.length - 1 ? ends[1] : undefined;
    if (end) input.setAttribute("aria-label", `${label}, ${end}`);
    return input;
  });
  const answers = options.map(([label], i) =>
    element("label", "stretch-answer", inputs[i], element("span", "", label)),
  );
  const answersBox = element(
    "div",
    "stretch-answers-told",
    element("div", "stretch-answers", ...answers),
  );
  const field = element(
    "fieldset",
    "stretch-choice",
    element("legend", "stretch-question", model.get("question")),
    answersBox,
  );
  if (ends.length > 0) {
    const endLabels = [options[0], options[options.length - 1]].map(([label], i) =>
      element("span", "", `${label} ${ends[i]}`),
    );
    const line = element("div", "stretch-ends", ...endLabels);
    // The two answers at the ends say it themselves.
    line.setAttribute("aria-hidden", "true");
    answersBox.append(line);
  }

  function ticked() {
    return options.filter((_, i) => inputs[i].checked).map(([, value]) => value);
  }

  function paint() {
    const value = model.get("value");
    inputs.forEach((input, i) => {
      const [, one] = options[i];
      input.checked = many ? value.includes(one) : one === value;
    });
  }

  paint();
  model.on("change:value", paint);
  el.append(field);
  return () => model.off("change:value", paint);
}

export default { render };

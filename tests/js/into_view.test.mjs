import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { createModel } from "./page.mjs";

/** Something on the page, inside a form or not, as the rule asks of it. */
class Element extends EventTarget {
  constructor(form = null, practice = null) {
    super();
    this.form = form;
    this.practice = practice;
  }
  closest(selectors) {
    return selectors === ".stretch-practice" ? this.practice : this.form;
  }
}

/** A form that stands far below what is seen, and counts how often it was brought into view. */
function createForm() {
  const form = {
    brought: 0,
    parentElement: null,
    getBoundingClientRect: () => ({ top: 5000, bottom: 5600 }),
    matches: () => true,
    querySelectorAll: () => [],
    contains: () => false,
    scrollIntoView: () => (form.brought += 1),
  };
  return { form, el: new Element(form) };
}

/** What the kernel keeps of the request, whichever page is open. */
const asked = (traits) => createModel({ times: 1, heard: 0, by_cell: true, ...traits });

let page;
let render;
let form;
let el;
let loads = 0;

/** The page is opened, or loaded anew: nothing is known there but what the kernel kept. */
async function load() {
  page = new EventTarget();
  const parts = {
    Element,
    HTMLElement: Element,
    document: { activeElement: null },
    innerHeight: 800,
    navigator: { userActivation: { hasBeenActive: false } },
    requestAnimationFrame: () => 0,
    addEventListener: page.addEventListener.bind(page),
    dispatchEvent: page.dispatchEvent.bind(page),
    stretchHands: undefined,
  };
  for (const [name, value] of Object.entries(parts)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const file = await import(`../../stretchlib/ui/into_view.js?load=${(loads += 1)}`);
  render = file.default.render;
  ({ form, el } = createForm());
}

/** Somebody presses there. */
function press(target = new Element()) {
  navigator.userActivation.hasBeenActive = true;
  tell("pointerdown", target);
}

/** Something happens there on the page. */
function tell(name, target) {
  const event = new Event(name);
  Object.defineProperty(event, "target", { value: target });
  page.dispatchEvent(event);
}

beforeEach(load);

test("what a cell shows comes into view where somebody ran it", () => {
  press();
  render({ model: asked(), el });
  assert.equal(form.brought, 1);
});

test("nobody has run what a page opens with, and the page stays where it is", () => {
  render({ model: asked(), el });
  assert.equal(form.brought, 0);
});

test("a page that is loaded anew is not pulled there, wherever somebody presses first", async () => {
  for (const by_cell of [true, false]) {
    const model = asked({ by_cell });
    press();
    render({ model, el });
    assert.equal(form.brought, 1);
    await load();
    press();
    render({ model, el });
    assert.equal(form.brought, 0);
  }
});

test("of cells that run together the first is seen", () => {
  const second = createForm();
  press();
  render({ model: asked(), el });
  render({ model: asked(), el: second.el });
  assert.deepEqual([form.brought, second.form.brought], [1, 0]);
});

test("whoever is in the first form already stays there when the second comes late", () => {
  const second = createForm();
  press();
  render({ model: asked(), el });
  press(el);
  render({ model: asked(), el: second.el });
  assert.equal(second.form.brought, 0);
});

test("whoever runs one cell after the other sees each", () => {
  const second = createForm();
  press();
  render({ model: asked(), el });
  press();
  render({ model: asked(), el: second.el });
  assert.equal(second.form.brought, 1);
});

test("a form that is shown in a second place is seen there, and not in its first", () => {
  const model = asked();
  const second = createForm();
  press();
  render({ model, el });
  press();
  model.hear("times", 2);
  assert.equal(form.brought, 1);
  render({ model, el: second.el });
  assert.equal(second.form.brought, 1);
});

test("a focus that moves on in a form, or in its practice, is not pulled back to the heading", () => {
  for (const [where, focused] of [
    ["form", 1],
    ["practice", 1],
    ["elsewhere", 2],
  ]) {
    ({ form, el } = createForm());
    el.practice = { contains: (it) => where === "practice" && it === control };
    if (where === "form") el.practice = null;
    let frame = () => {};
    globalThis.requestAnimationFrame = (next) => (frame = next);
    const heading = Object.assign(new Element(), {
      focused: 0,
      matches: () => false,
      checkVisibility: () => true,
      focus: () => (heading.focused += 1),
    });
    const control = Object.assign(new Element(), { matches: () => true });
    form.querySelectorAll = () => [heading];
    form.contains = (it) => it === heading || (where === "form" && it === control);
    render({ model: asked({ by_cell: false }), el });
    tell("focusin", heading);
    tell("focusin", control);
    form.getBoundingClientRect = () => ({ top: 4000, bottom: 4600 });
    frame();
    assert.equal(heading.focused, focused);
  }
});

test("what takes another's place in a form comes into view, whoever waits", () => {
  const model = asked({ times: 0, by_cell: false });
  render({ model, el });
  model.hear("times", 1);
  assert.equal(form.brought, 1);
});

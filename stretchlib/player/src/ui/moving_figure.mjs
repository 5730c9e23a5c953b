// The moving figure: Python drew every pose, this only moves its shapes from one to the next.

/**
 * @typedef {object} Part
 * @property {string} kind
 * @property {string} shape  An SVG path, with a `#` for each number that moves.
 * @property {Record<string, number[]>} poses  Those numbers by pose; hidden in a pose without any.
 * @property {string[]} only  The poses in which it is seen; empty for all that have numbers.
 *
 * @typedef {object} Drawing  What `stretchlib.figure.drawing` returns.
 * @property {string} side
 * @property {number} width
 * @property {number} height
 * @property {Record<string, string>} paint  CSS by kind, with `card` and `label`.
 * @property {Part[]} parts  In painting order.
 * @property {{ text: string, x: number, y: number }} label
 * @property {{ x: number, y: number, anchor: string }} word
 * @property {Record<string, string>} words  What each pose is, `start` or `stretch`, at `word`.
 * @property {Record<string, string>} alt  What a sighted person sees, by pose.
 * @property {string} [photo]  The address of a picture, in the place of all parts.
 *
 * @typedef {object} Piece  One part of the figure on the screen.
 * @property {(name: string) => void} leave  Aims it at a pose, from wherever it is.
 * @property {() => number} distance         How far that is.
 * @property {(t: number) => void} move      Puts it at a fraction of that way.
 */

const SVG = "http://www.w3.org/2000/svg";
/** The eye sees no steps so small, and each frame costs the page more than drawing the figure. */
const STEP_PX = 1.5;
const FEWEST_MS = 200;

/**
 * Milliseconds of rest between two frames of a movement.
 *
 * @param {number} ms  How long the movement takes.
 * @param {number} px  How far what moves most has to go.
 */
export const restBetweenFrames = (ms, px) => Math.min(FEWEST_MS, (ms * STEP_PX) / Math.max(px, 1));

/**
 * The numbers at a fraction of the way from one pose to another: slow to leave, slow to arrive, as a breath is.
 *
 * @param {number[]} a
 * @param {number[]} b  As many as in `a`.
 * @param {number} t  From 0 to 1.
 */
export function between(a, b, t) {
  if (t === 1) return b;
  const eased = (1 - Math.cos(Math.PI * t)) / 2;
  return a.map((number, i) => number + (b[i] - number) * eased);
}

/** The path of a shape, each `#` replaced by its number. @param {string[]} pieces  What stands around them. @param {number[]} numbers */
export function path(pieces, numbers) {
  let d = pieces[0];
  for (let i = 0; i < numbers.length; i += 1) d += Math.round(numbers[i] * 10) / 10 + pieces[i + 1];
  return d;
}

/**
 * Draws a figure in its `ready` pose, in place of whatever `root` held.
 *
 * `pose(name, ms)` moves it to a pose in that many milliseconds: at once when 0, or when the person
 * wishes for less motion. A pose that the drawing lacks leaves it as it is.
 *
 * @param {Element} root
 * @param {Drawing} drawing
 * @returns {{ pose: (name: string, ms?: number) => void }}
 */
export function createFigure(root, drawing) {
  const svg = node("svg", {
    viewBox: `0 0 ${drawing.width} ${drawing.height}`,
    role: "img",
  });
  const title = svg.appendChild(node("title"));
  svg.append(
    node("rect", { width: drawing.width, height: drawing.height, rx: 10 }, drawing.paint.card),
  );
  if (drawing.photo) {
    const { width, height, photo: href } = drawing;
    svg.append(node("image", { href, width, height, preserveAspectRatio: "xMidYMid meet" }));
  }
  const pieces = drawing.parts.map((part) => {
    const shape = svg.appendChild(node("path", {}, drawing.paint[part.kind]));
    return createPiece(shape, part);
  });
  const { text, x, y } = drawing.label;
  svg.appendChild(node("text", { x, y }, drawing.paint.label)).textContent = text;
  const { x: left, y: top, anchor } = drawing.word;
  const at = { x: left, y: top, "text-anchor": anchor };
  const word = svg.appendChild(node("text", at, drawing.paint.word));

  let frame = 0;
  let wait = 0;

  /** @param {string} name @param {number} [ms] */
  function pose(name, ms = 0) {
    if (!(name in drawing.alt)) return;
    clearTimeout(wait);
    cancelAnimationFrame(frame);
    svg.setAttribute("aria-label", drawing.alt[name]);
    title.textContent = drawing.alt[name];
    word.textContent = drawing.words[name];
    for (const piece of pieces) piece.leave(name);
    if (ms > 0 && !wishesLessMotion()) glide(ms);
    else moveTo(1);
  }

  /** @param {number} t */
  function moveTo(t) {
    for (const piece of pieces) piece.move(t);
  }

  /** @param {number} ms */
  function glide(ms) {
    const begun = performance.now();
    const farthest = Math.max(...pieces.map((piece) => piece.distance()));
    let rest = 0;
    const step = () => {
      // To ask for the width before the frame would make the page lay itself out at once.
      rest ||= restBetweenFrames(ms, (farthest * svg.clientWidth) / drawing.width);
      const t = Math.min(1, (performance.now() - begun) / ms);
      moveTo(t);
      if (t < 1) wait = setTimeout(ask, rest);
    };
    const ask = () => {
      frame = requestAnimationFrame(step);
    };
    ask();
  }

  pose("ready");
  root.replaceChildren(svg);
  return { pose };
}

/** @param {SVGElement} shape @param {Part} part @returns {Piece} */
function createPiece(shape, part) {
  const around = part.shape.split("#");
  const moves = around.length > 1;
  if (!moves) shape.setAttribute("d", part.shape);
  /** @type {number[]} */
  let from = [];
  /** @type {number[]} */
  let to = [];
  /** @type {number[]} */
  let here = [];
  let still = true;
  let shown = "";
  return {
    leave(name) {
      if (!moves) return;
      const numbers = part.poses[name];
      const isSeen = numbers && (part.only.length === 0 || part.only.includes(name));
      shape.style.display = isSeen ? "" : "none";
      to = numbers ?? here;
      from = here.length > 0 ? here : to;
      still = to.every((number, i) => number === here[i]);
    },
    distance: () => Math.max(0, ...to.map((number, i) => Math.abs(number - from[i]))),
    move(t) {
      if (still) return;
      here = between(from, to, t);
      const d = path(around, here);
      if (d !== shown) shape.setAttribute("d", d);
      shown = d;
    },
  };
}

/** Whether the person asks their system for less motion. */
export function wishesLessMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** @param {string} tag @param {Record<string, string | number>} [attributes] @param {string} [css] */
function node(tag, attributes = {}, css = "") {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.style.cssText = css;
  return made;
}

// Prints what the voice says of each phase of the timelines on standard input, calm and in order.

import { readFileSync } from "node:fs";

import { linesOf } from "../../stretchlib/player/src/speech.mjs";

const timelines = JSON.parse(readFileSync(0, "utf8"));
const said = timelines.map((phases) =>
  phases.map((phase, i) => linesOf(phase, phases[i + 1] ?? null, 1).map(({ words }) => words)),
);
process.stdout.write(JSON.stringify(said));

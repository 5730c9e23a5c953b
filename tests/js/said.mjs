// Prints what the voice says of each phase of the timelines on standard input, in order, at the
// speed that is given.

import { readFileSync } from "node:fs";

import { linesOf } from "../../stretchlib/player/src/outputs/speech.mjs";

const rate = Number(process.argv[2]);
const timelines = JSON.parse(readFileSync(0, "utf8"));
const said = timelines.map((phases) =>
  phases.map((phase, i) => linesOf(phase, phases[i + 1] ?? null, rate).map(({ words }) => words)),
);
process.stdout.write(JSON.stringify(said));

// Whole milliseconds: the one place where seconds are made fit to be compared.

/**
 * Seconds as a whole number of milliseconds, for whatever is compared or counted: no decision hangs
 * on the last bit of a float.
 *
 * @param {number} seconds
 */
export const inMs = (seconds) => Math.round(seconds * 1000);

/** The same seconds to the millisecond. @param {number} seconds */
export const wholeMs = (seconds) => inMs(seconds) / 1000;

/** Seconds of some lengths together, in whatever order they come. @param {number[]} lengths */
export const totalOf = (lengths) => lengths.reduce((sum_ms, each) => sum_ms + inMs(each), 0) / 1000;

/**
 * The records of a session's journal, in the order in which things happened: the header first, then inputs, each before
 * the commands that it led to, and at an orderly end the run's hash. Now and then, and before such an end, a snapshot: what
 * the session held once all had happened up to `at_ns` (`session-snapshot.ts`), of which recovery begins.
 *
 *   byte 0         4         8         12        16     20       24
 *        | header  | version | JSON …
 *        | event   | 0       | at_ns             | JSON …
 *        | ended   | 0       | at_ns             | the run's hash, as text
 *        | snapshot| 0       | at_ns             | JSON …
 *        | rows    | market  | count   | has ids | at_ns         | columns …           rows-record.ts
 *        | command | market  | what    | type    | side | 0      | at_ns | …           command-record.ts
 *
 * Words are u32, times and a command's numbers doubles, little-endian; JSON is that of `exact-json.ts`. Records begin at
 * multiples of 8 bytes in memory, so that columns can be read where they lie.
 */

/** Stands in the header: raise it when a record changes. */
export const journalVersion = 2;

/** What the log is called by those who keep and read it. */
export const journalKind = "journal";

/** The first word of a record. */
export const recordKind = { header: 1, event: 2, ended: 3, rows: 4, command: 5, snapshot: 6 } as const;

export const headerTextOffset = 8;
export const timeOffset = 8;
export const timedTextOffset = 16;
export const rowsTimeOffset = 16;

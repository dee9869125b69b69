/** Which files of a recorder have had their time: those of days that are too old, and the oldest beyond so many bytes. */

export interface RetainedFile {
  readonly path: string;
  /** UTC, as in the name of its partition: `2024-08-08`. */
  readonly date: string;
  readonly bytesCount: number;
}

export interface Retention {
  /** Today is one of them. */
  readonly days?: number | undefined;
  readonly bytes?: number | undefined;
}

/** Ends with the name of the part that it was: what was imported into the same partitions does not, and is not ours. */
const recordedName = /-[0-9a-z]{8,}-\d{6,}\.(parquet|gz)$/;

/**
 * Whole days go, the oldest first, since within a day what follows builds on what came before. Today's files stay,
 * however many they are, and so does what no recorder wrote. @param today UTC, like the files' dates.
 */
export function outdatedFiles(
  files: readonly RetainedFile[],
  { days, bytes }: Retention,
  today: string,
): RetainedFile[] {
  const firstDate = days === undefined ? "" : dateBefore(today, days - 1);
  const recorded = files.filter(({ path }) => recordedName.test(path));
  const byDate = [...Map.groupBy(recorded, ({ date }) => date)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  let bytesCount = recorded.reduce((sum, file) => sum + file.bytesCount, 0);
  const outdated: RetainedFile[] = [];
  for (const [date, ofDate] of byDate) {
    const isTooOld = date < firstDate || bytesCount > (bytes ?? Number.POSITIVE_INFINITY);
    if (!isTooOld || date >= today) break;
    bytesCount -= ofDate.reduce((sum, file) => sum + file.bytesCount, 0);
    outdated.push(...ofDate);
  }
  return outdated;
}

function dateBefore(date: string, days: number): string {
  return new Date(Date.parse(date) - days * 86_400_000).toISOString().slice(0, 10);
}

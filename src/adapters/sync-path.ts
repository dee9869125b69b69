/** What was written, and the names it was given, through to the disk: there after a loss of power. */
import { closeSync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";

/** Of a file or a folder. */
export function syncPath(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A folder, and those above it up to `root`: any of them may have been made just now. */
export function syncFolders(folder: string, root: string): void {
  syncPath(folder);
  const above = dirname(folder);
  if (folder !== root && above !== folder) syncFolders(above, root);
}

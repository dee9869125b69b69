/** Where the native engine's library lies once built: the builder and the binding must agree. */
import { suffix } from "bun:ffi";
import { join } from "node:path";

export const buildFolder = join(import.meta.dir, "build");

export const libraryFile = join(buildFolder, `libengine-${process.platform}-${process.arch}.${suffix}`);

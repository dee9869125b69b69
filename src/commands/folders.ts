/** Where the project's own folders are, wherever it was started from. */
import { join } from "node:path";

export const projectFolder = join(import.meta.dir, "../..");
export const configsFolder = join(projectFolder, "configs");
export const instrumentsPath = join(configsFolder, "instruments.yaml");
export const dataFolder = join(projectFolder, "data");

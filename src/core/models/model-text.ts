/**
 * A model's document as text, and its hash: what is read is what was written, whole and unchanged, or it is refused in
 * one line.
 *
 * The hash leaves out how and when it was trained, so that training again from the same data gives the same version.
 */
import { createHash } from "node:crypto";
import type { z } from "zod";
import { InputError } from "../../base/input-error.ts";
import { type ModelDocument, modelDocumentSchema } from "./model-document.ts";

export type UnsealedModel = Omit<ModelDocument, "hash">;

/** Puts the hash in. @throws InputError where the rest is no document. */
export function sealedModel(model: UnsealedModel): ModelDocument {
  const { schema, name, role, ...rest } = model;
  const sealed = { schema, name, role, hash: modelHash(model), ...rest };
  return checkedDocument(sealed, `model ${name}`);
}

/** As files have it. */
export function modelText(document: ModelDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** @param place of the text, for errors. @throws InputError naming the key and what was expected. */
export function modelOfText(text: string, place: string): ModelDocument {
  const document = checkedDocument(parseJson(text, place), place);
  const { hash, ...rest } = document;
  const expected = modelHash(rest);
  if (hash === expected) return document;
  throw new InputError(
    `${place}: hash`,
    `is of another content, ${hash}; expected ${expected}, which the file's content has: train it again`,
  );
}

/** The one name that a content has: `fill-btcusdt-1a2b3c4d.json`. */
export function modelFileName({ name, hash }: Pick<ModelDocument, "name" | "hash">): string {
  return `${name}-${hash.slice(0, 8)}.json`;
}

function modelHash({
  manifest: { command: _command, created: _created, ...manifest },
  ...model
}: UnsealedModel): string {
  return createHash("sha256")
    .update(JSON.stringify(inOrder({ ...model, manifest })))
    .digest("hex");
}

/** Keys by name, at every depth. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, of]) => [key, inOrder(of)]));
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(place, "is not JSON; expected a model of train");
  }
}

function checkedDocument(value: unknown, place: string): ModelDocument {
  const { data, error } = modelDocumentSchema.safeParse(value);
  if (error === undefined) return data;
  const [issue] = error.issues;
  const path = [...issue!.path, ...(issue!.code === "unrecognized_keys" ? issue!.keys.slice(0, 1) : [])].join(".");
  throw new InputError(path === "" ? place : `${place}: ${path}`, problemOf(issue!));
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `unknown key; expected a model document of schema 1`;
  const isMissing = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
  return isMissing ? `is missing; expected ${issue.expected}` : issue.message;
}

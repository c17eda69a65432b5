import { modify, applyEdits, parse, type FormattingOptions } from 'jsonc-parser';
import { InputError } from '../errors';
import { asArray, asObject, isObject } from '../json';
import type { ConfigurationTexts } from '../ports';
import type { JsonObject } from '../values';
import { hashConfiguration, idKeyOf, listKeyOf, type ConfigurationKind } from './configuration';
import type { MergeConflict, MergeResult } from './contract';
import { mergeJson } from './merge';
import { toEntry } from './registryForm';
import { ledgerName, readContested } from './registryUpload';
import type { UploadPorts, UploadSubject } from './upload';

/** An entry of the registry that both sides, or the other one, changed. */
export interface ContestedEntry { readonly live: JsonObject; /** What was last uploaded from here, where that is still known. */ readonly base?: JsonObject; /** Content hash of `live`: what a write over it has to find. */ readonly hash: string }

/** Undefined while the entry needs no decision. */
export async function findContestedEntry(ports: Pick<UploadPorts, 'blobs' | 'ledger'> & { readonly texts: ConfigurationTexts }, subject: UploadSubject, id: string): Promise<ContestedEntry | undefined> {
  const live = await readContested(ports, subject, id);
  if (!live) return undefined;
  const last = (await ports.ledger.read(ledgerName(subject)))[live.blobName];
  const text = last && await ports.texts.find(last.contentHash);
  const base = text === undefined ? undefined : asObject(JSON.parse(text));
  return { live: live.value, hash: live.contentHash, ...(base && last && hashConfiguration(base) === last.contentHash && { base }) };
}

export interface EntryMerging {
  /** The merge of the configurations by themselves; where there was nothing to merge, what is here. */
  readonly merged: MergeResult;
  readonly contested: ContestedEntry;
  /** The configuration is an entry of the workspace's registry file. */
  readonly isEntry: boolean;
  /** Entry of the same id in the workspace's registry file, beside a file of its own. */
  readonly beside?: JsonObject;
  readonly prefer: 'local' | 'live';
}

/** Takes what changed in the registry's entry into a merge: an entry has fields that no file of its own knows, and may have been changed by itself. */
export function mergeEntry({ merged, contested, isEntry, beside, prefer }: EntryMerging): MergeResult {
  const { kind } = merged;
  const here = asObject(JSON.parse(merged.text));
  const local = isEntry ? here : toEntry(kind, here, merged.id, beside);
  const { value, conflicts, taken } = mergeJson({ local, live: contested.live, prefer, ...(contested.base && { base: contested.base }) });
  const known = new Set([...merged.taken, ...merged.conflicts.map(({ path }) => path)]);
  const fresh = <T>(list: readonly T[], pathOf: (one: T) => string): readonly T[] => list.filter((one) => !known.has(pathOf(one)));
  const result = { ...merged, entryHash: contested.hash, conflicts: [...merged.conflicts, ...fresh<MergeConflict>(conflicts, ({ path }) => path)], taken: [...merged.taken, ...fresh(taken, (path) => path)] };
  if (isEntry) return { ...result, text: render(value) };
  const { file, entry } = split({ before: local, after: value, here, beside });
  return { ...result, text: render(file), ...(entry && { entryText: render(entry) }) };
}

const render = (value: JsonObject): string => `${JSON.stringify(value, null, 2)}\n`;

/** Gives each changed member of an entry back to where it comes from: what only the registry file has to it, all else to the file. */
function split({ before, after, here, beside = {} }: { readonly before: JsonObject; readonly after: JsonObject; readonly here: JsonObject; readonly beside?: JsonObject | undefined }): { readonly file: JsonObject; readonly entry?: JsonObject } {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => hashConfiguration({ v: before[key] ?? null }) !== hashConfiguration({ v: after[key] ?? null }));
  const ofEntry = changed.filter((key) => here[key] === undefined && beside[key] !== undefined);
  const entry = withMembers(beside, after, ofEntry);
  return { file: withMembers(here, after, changed.filter((key) => !ofEntry.includes(key))), ...(ofEntry.length > 0 && { entry }) };
}

function withMembers(object: JsonObject, from: JsonObject, keys: readonly string[]): JsonObject {
  const rest = Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key) || from[key] !== undefined));
  return { ...rest, ...Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) };
}

/** The text of a registry file with one entry replaced; everything else stays as it is written, order and comments of others included. @throws InputError `Configuration.Unknown` when it has no such entry any more. */
export function replaceEntry(kind: ConfigurationKind, { file, text, id, value }: { readonly file: string; readonly text: string; readonly id: string; readonly value: JsonObject }): string {
  const list = asArray(asObject(parse(text))[listKeyOf(kind)]);
  const index = list.findIndex((one) => isObject(one) && one[idKeyOf(kind)] === id);
  if (index < 0) throw new InputError('Configuration.Unknown', `${file} has no entry ${id} any more.`, { location: { file }, nextStep: 'Merge again.' });
  return applyEdits(text, modify(text, [listKeyOf(kind), index], value, { formattingOptions: formattingOf(text) }));
}

/** The text of a registry file with an entry more, behind the others. */
export function appendEntry(kind: ConfigurationKind, text: string, value: JsonObject): string {
  return applyEdits(text, modify(text, [listKeyOf(kind), -1], value, { formattingOptions: formattingOf(text), isArrayInsertion: true }));
}

const formattingOf = (text: string): FormattingOptions => ({ ...(/^\t/m.test(text) ? { insertSpaces: false, tabSize: 1 } : { insertSpaces: true, tabSize: /^( +)\S/m.exec(text)?.[1]?.length ?? 2 }), eol: text.includes('\r\n') ? '\r\n' : '\n' });

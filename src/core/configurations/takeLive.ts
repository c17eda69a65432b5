import { InputError } from '../errors';
import { isObject } from '../json';
import type { JsonObject } from '../values';
import type { ConfigurationKind } from './configuration';
import type { ThreeSides } from './contract';
import { toEntry } from './registryForm';
import { appendEntry, replaceEntry } from './registryMerge';
import type { ConfigurationSources } from './sources';

/** Where a deployed configuration belongs here: to the form it has, or, new here, to the form that the workspace uses. */
export function formOf({ file, local }: ThreeSides, { single, registry }: ConfigurationSources): 'file' | 'entry' {
  if (!registry) return 'file';
  return registry.file === file || (local === undefined && single.length === 0) ? 'entry' : 'file';
}

/** The entry as it is there. Where the blob of its own says something else than was uploaded, its fields win: it is what was changed. @throws InputError `Configuration.NotJson`. */
export function liveEntry({ kind, id, state, live = '' }: ThreeSides, entry: JsonObject | undefined): JsonObject {
  if (entry && state === 'in-sync') return entry;
  const value = parseLive(live);
  if (!value) throw new InputError('Configuration.NotJson', `What is deployed as ${id} is no JSON object.`, { nextStep: 'Look at it, then upload with --overwrite.' });
  return toEntry(kind, value, id, entry);
}

export interface PutEntry { readonly file: string; readonly text: string; readonly id: string; readonly value: JsonObject }

/** The registry file with the entry in the place of the one of its id, or behind the others. */
export function putEntry(kind: ConfigurationKind, put: PutEntry): string {
  try { return replaceEntry(kind, put); } catch (error) {
    if (error instanceof InputError && error.code === 'Configuration.Unknown') return appendEntry(kind, put.text, put.value);
    throw error;
  }
}

function parseLive(text: string): JsonObject | undefined {
  try { const value: unknown = JSON.parse(text); return isObject(value) ? value : undefined; } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
}

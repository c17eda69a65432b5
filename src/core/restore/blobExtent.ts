import type { BlobState } from '../ports';
import type { UncertainBlob } from './compareContent';

/** What became of one blob since the moment that is gone back to, and where it can come from. */
export interface BlobLoss {
  readonly name: string;
  readonly loss: 'missing' | 'changed';
  /** Absent: nothing that could bring it back is left. */
  readonly source?: BlobOrigin;
  /** The live blob, where there is one. */
  readonly live?: BlobState;
  /** The live blob is newer than the source: overwriting it needs a choice. */
  readonly liveIsNewer: boolean;
}
export interface BlobOrigin { readonly from: 'version' | 'snapshot' | 'deleted' | 'backup'; readonly state: BlobState }

export interface ExtentInput {
  /** All states of the container that is to be restored. */
  readonly states: readonly BlobState[];
  /** Live blobs of the backup account's container; empty where there is none. */
  readonly backup: readonly BlobState[];
  /** ISO 8601 UTC: the last moment at which the data was good. Absent: the backup is right. */
  readonly asOf?: string;
  /** Whether content that no MD5 tells is the same, by name, where it was read. */
  readonly compared?: ReadonlyMap<string, boolean>;
}

/**
 * What is missing or changed, by name. With `asOf` each blob should be as its newest state at that moment; what came into being later is left alone.
 * Without it the backup tells what should be there.
 * Of equal length without an MD5 counts as equal unless `compared` says otherwise: see `findUncertain`.
 */
export function findLosses({ states, backup, asOf, compared }: ExtentInput): readonly BlobLoss[] {
  return namesOf(states, backup).flatMap(([name, mine, kept]) => {
    const loss = lossOf(name, mine, kept, asOf, compared?.get(name));
    return loss ? [loss] : [];
  });
}

/** Live blobs of which length and time alone do not tell whether they are as their source. */
export function findUncertain({ states, backup, asOf }: ExtentInput): readonly UncertainBlob[] {
  return namesOf(states, backup).flatMap(([name, mine, kept]) => {
    const live = mine.find(({ kind }) => kind === 'live');
    const source = live && !(asOf !== undefined && live.lastModified <= asOf) ? originOf(mine, kept, asOf) : undefined;
    return live && source && isSameContent(live, source.state) === undefined ? [{ name, live, source: source.state, isBackup: source.from === 'backup' }] : [];
  });
}

function namesOf(states: readonly BlobState[], backup: readonly BlobState[]): readonly (readonly [string, readonly BlobState[], BlobState | undefined])[] {
  const byName = group(states);
  const inBackup = new Map(backup.map((one) => [one.name, one]));
  return [...new Set([...byName.keys(), ...inBackup.keys()])].sort().map((name) => [name, byName.get(name) ?? [], inBackup.get(name)] as const);
}

function lossOf(name: string, states: readonly BlobState[], backup: BlobState | undefined, asOf: string | undefined, isSame: boolean | undefined): BlobLoss | undefined {
  const live = states.find(({ kind }) => kind === 'live');
  // Untouched since then: nothing was lost, whatever a backup says.
  if (live && asOf !== undefined && live.lastModified <= asOf) return undefined;
  const source = originOf(states, backup, asOf);
  if (!source) return asOf !== undefined && live ? undefined : live || !states.some(({ kind }) => kind === 'deleted') ? undefined : { name, loss: 'missing', liveIsNewer: false };
  if (live && (isSameContent(live, source.state) ?? isSame ?? true)) return undefined;
  return { name, loss: live ? 'changed' : 'missing', source, ...(live && { live }), liveIsNewer: live !== undefined && live.lastModified > source.state.lastModified };
}

const earlier = new Set<BlobState['kind']>(['version', 'snapshot', 'deleted']);

/** The newest state that was there at the moment, the container's own before the backup's. Without a moment the backup, else the newest that is left. */
function originOf(states: readonly BlobState[], backup: BlobState | undefined, asOf: string | undefined): BlobOrigin | undefined {
  const own = states.filter(({ kind, lastModified }) => earlier.has(kind) && (asOf === undefined || lastModified <= asOf)).sort((a, b) => (a.lastModified < b.lastModified ? 1 : -1))[0];
  const kept: BlobOrigin | undefined = backup && (asOf === undefined || backup.lastModified <= asOf) ? { from: 'backup', state: backup } : undefined;
  const mine: BlobOrigin | undefined = own && { from: own.kind as 'version' | 'snapshot' | 'deleted', state: own };
  if (asOf === undefined) return kept ?? (states.some(({ kind }) => kind === 'live') ? undefined : mine);
  return mine && (!kept || mine.state.lastModified >= kept.state.lastModified) ? mine : kept;
}

/** By length, then by MD5 where both tell it; an ETag is given anew with each write, so that an equal one of the same container means the same content. Undefined: neither tells. */
function isSameContent(live: BlobState, source: BlobState): boolean | undefined {
  if (live.sizeBytes !== source.sizeBytes) return false;
  if (live.sizeBytes === 0) return true;
  if (live.contentMd5 !== undefined && source.contentMd5 !== undefined) return live.contentMd5 === source.contentMd5;
  return source.kind !== 'live' && live.etag === source.etag ? true : undefined;
}

function group(states: readonly BlobState[]): ReadonlyMap<string, readonly BlobState[]> {
  const groups = new Map<string, BlobState[]>();
  for (const state of states) {
    const known = groups.get(state.name);
    if (known) known.push(state);
    else groups.set(state.name, [state]);
  }
  return groups;
}

/** Losses by the first folder of their names, for people. */
export function summarizeLosses(losses: readonly BlobLoss[]): readonly { readonly prefix: string; readonly missing: number; readonly changed: number; readonly withoutSource: number }[] {
  const rows = new Map<string, { prefix: string; missing: number; changed: number; withoutSource: number }>();
  for (const { name, loss, source } of losses) {
    const prefix = name.includes('/') ? `${name.split('/')[0]}/` : '';
    const row = rows.get(prefix) ?? { prefix, missing: 0, changed: 0, withoutSource: 0 };
    row[loss] += 1;
    if (!source) row.withoutSource += 1;
    rows.set(prefix, row);
  }
  return [...rows.values()].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
}

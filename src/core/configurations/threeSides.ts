import { InputError } from '../errors';
import { isObject } from '../json';
import { resolvePath } from '../paths';
import type { ConfigurationBlobs, ConfigurationTexts, LedgerEntry } from '../ports';
import type { JsonObject } from '../values';
import type { ComparedConfiguration } from './compare';
import { blobNameOf, hashText, type ConfigurationKind } from './configuration';
import type { MergeResult, ThreeSides } from './contract';
import { mergeJson } from './merge';
import { listVersions } from './versions';

export interface SidesInput {
  readonly kind: ConfigurationKind; readonly id: string;
  /** What the comparison says of it; absent: neither side has it. */
  readonly compared?: ComparedConfiguration;
  readonly last?: LedgerEntry;
  readonly blobs: ConfigurationBlobs;
  readonly texts: ConfigurationTexts;
  /** Root of the workspace. */
  readonly root: string;
  readonly signal?: AbortSignal;
}

/** How many versions are looked through for what was last uploaded. */
const versionsToRead = 20;

/** @throws InputError `Configuration.Unknown`. */
export async function readSides({ kind, id, compared, last, blobs, texts, root, signal }: SidesInput): Promise<ThreeSides> {
  if (!compared) throw new InputError('Configuration.Unknown', `There is no ${kind === 'agent' ? 'agent' : 'MCP server'} ${id}, neither here nor there.`, { nextStep: 'List them with "diff".' });
  const live = compared.live && await blobs.find(compared.blobName, signal);
  const base = last && await findBase(last.contentHash, { texts, blobs, candidates: [live?.text, compared.local?.text], blobName: compared.blobName }, signal);
  return {
    kind, id, state: compared.state, file: compared.local?.file ?? resolvePath(root, blobNameOf(kind, id)),
    ...(compared.local && { local: compared.local.text }), ...(live && { live: pretty(live.text), liveEtag: live.etag }), ...(base !== undefined && { base: pretty(base) }),
  };
}

/** What was last uploaded is known by its hash alone: it may be one of the sides, be kept here, or be a version there. */
async function findBase(hash: string, { texts, blobs, candidates, blobName }: { readonly texts: ConfigurationTexts; readonly blobs: ConfigurationBlobs; readonly candidates: readonly (string | undefined)[]; readonly blobName: string }, signal?: AbortSignal): Promise<string | undefined> {
  const near = candidates.find((text) => text !== undefined && hashText(text) === hash) ?? await texts.find(hash);
  if (near !== undefined && hashText(near) === hash) return near;
  for (const version of (await listVersions(blobs, blobName, signal)).slice(0, versionsToRead)) {
    const text = (await blobs.find(version.blobName, signal))?.text;
    if (text !== undefined && hashText(text) === hash) return text;
  }
  return undefined;
}

/** @throws InputError `Configuration.NothingToMerge` when a side is missing, `Configuration.NotJson` when what is there is none. */
export function mergeSides(sides: ThreeSides, prefer: 'local' | 'live'): MergeResult {
  const { id, local, live, base } = sides;
  if (local === undefined || live === undefined) throw new InputError('Configuration.NothingToMerge', `${id} is ${local === undefined ? 'not in the workspace' : 'not deployed any more'}: there is nothing to merge it with.`, { nextStep: local === undefined ? 'Take it over as a file, or prune it.' : 'Upload it with --overwrite, or delete the file.' });
  const [ofLocal, ofLive, ofBase] = [parseObject(local), parseObject(live), base === undefined ? undefined : parseObject(base)];
  if (!ofLocal || !ofLive) throw new InputError('Configuration.NotJson', `What is deployed as ${id} is no JSON object.`, { nextStep: 'Look at it, then upload with --overwrite.' });
  const { value, conflicts, taken } = mergeJson({ local: ofLocal, live: ofLive, prefer, ...(ofBase && { base: ofBase }) });
  return { ...sides, isEntry: false, text: `${JSON.stringify(value, null, 2)}\n`, conflicts, taken };
}

function parseObject(text: string): JsonObject | undefined {
  try { const value: unknown = JSON.parse(text); return isObject(value) ? value : undefined; } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
}

/** The form in which files are written, so that a comparison shows changes of content only. */
function pretty(text: string): string {
  const value = parseObject(text.replace(/^\uFEFF/, ''));
  return value ? `${JSON.stringify(value, null, 2)}\n` : text;
}

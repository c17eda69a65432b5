import type { BlobSource, BlobState, RecoverableBlobs } from '../ports';

/** Of two states of one length of which a service keeps no MD5 nobody can tell whether they are the same without reading both. */
export interface UncertainBlob { readonly name: string; readonly live: BlobState; readonly source: BlobState; readonly isBackup: boolean }

/** Reading more than this, of so many, is no longer cheap. */
export const cheapBytes = 1_048_576;
const mostRead = 500, atOnce = 8;

/** Reads small ones on both sides: whether they are the same, by name. What is large, too many or can no longer be read is left out. */
export async function compareContents(uncertain: readonly UncertainBlob[], target: RecoverableBlobs, backup: RecoverableBlobs | undefined, signal?: AbortSignal): Promise<ReadonlyMap<string, boolean>> {
  const chosen = uncertain.filter(({ live, source }) => live.sizeBytes <= cheapBytes && source.kind !== 'deleted').slice(0, mostRead);
  const same = new Map<string, boolean>();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < chosen.length) {
      const { name, live, source, isBackup } = chosen[next++]!;
      const read = (from: RecoverableBlobs, state: BlobSource): Promise<string | undefined> => from.contentHash(state, signal);
      const [mine, other] = await Promise.all([read(target, live), read(isBackup ? backup ?? target : target, source)]);
      if (mine !== undefined && other !== undefined) same.set(name, mine === other);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, chosen.length) }, work));
  return same;
}

import { defaultRetryPolicy, withRetry } from '../deployment';
import { CancelledError, DeployError } from '../errors';
import type { BlobState, Clock, RecoverableBlobs } from '../ports';
import type { BlobLoss } from './blobExtent';

export interface BlobResult {
  readonly name: string;
  /** `kept-newer`: the live blob is newer than the source and nobody chose to overwrite it. `changed-meanwhile`: somebody wrote it since the look. */
  readonly outcome: 'restored' | 'already-there' | 'kept-newer' | 'changed-meanwhile' | 'no-source' | 'failed';
  readonly from?: string;
  readonly reason?: string;
}
export interface RestoreBlobsInput {
  readonly target: RecoverableBlobs;
  readonly backup?: RecoverableBlobs;
  readonly losses: readonly BlobLoss[];
  readonly clock: Clock;
  /** Overwrite live blobs that are newer than their source. */
  readonly overwriteNewer?: boolean;
  readonly onProgress?: (done: number, total: number, result: BlobResult) => void;
}

const atOnce = 16;

/**
 * Brings blobs back, many at once, and checks each against its source. Every blob stands for itself: whoever is killed half-way runs it again, and the look
 * finds only what is still lost. Nothing is written that somebody else has written since the look.
 */
export async function restoreBlobs(input: RestoreBlobsInput, signal?: AbortSignal): Promise<readonly BlobResult[]> {
  const { losses, onProgress } = input;
  const results = new Array<BlobResult>(losses.length);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < losses.length) {
      if (signal?.aborted) throw new CancelledError(`Cancelled after ${done} of ${losses.length} blobs. Run it again to go on: what is restored stays.`);
      const index = next++;
      const result = await restoreOne(input, losses[index]!, signal);
      results[index] = result;
      done += 1;
      onProgress?.(done, losses.length, result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, losses.length) }, work));
  return results;
}

async function restoreOne({ target, backup, clock, overwriteNewer }: RestoreBlobsInput, loss: BlobLoss, signal?: AbortSignal): Promise<BlobResult> {
  const { name, source, live, liveIsNewer } = loss;
  if (!source) return { name, outcome: 'no-source', reason: 'Neither a version, a snapshot, a deleted blob nor a backup of it is left.' };
  const from = `${source.from}${source.state.id === undefined ? '' : ` ${source.state.id}`}`;
  if (liveIsNewer && !overwriteNewer) return { name, outcome: 'kept-newer', from, reason: `The live blob of ${live?.lastModified} is newer than its source of ${source.state.lastModified}.` };
  try {
    return await withRetry(defaultRetryPolicy, { clock, signal }, async () => {
      const outcome = source.from === 'deleted' ? await undelete(target, name, signal) : await target.copyFrom(source.from === 'backup' ? backup ?? target : target, source.state, live ? { etag: live.etag } : 'absent', signal);
      const now = await target.findLive(name, signal);
      // An answer that was lost: the copy is there although the condition says otherwise.
      if (outcome === 'condition-failed') return now && isAs(now, source.state) ? { name, outcome: 'already-there' as const, from } : { name, outcome: 'changed-meanwhile' as const, from, reason: 'Somebody wrote it since the look; look again.' };
      if (!now) return { name, outcome: 'failed' as const, from, reason: 'It is not there after it was restored.' };
      return isAs(now, source.state) ? { name, outcome: 'restored' as const, from, ...(now.contentMd5 === undefined || source.state.contentMd5 === undefined ? { reason: 'Compared by its length: no MD5 of it is kept.' } : {}) } : { name, outcome: 'failed' as const, from, reason: `It is not as its source: ${now.sizeBytes} bytes instead of ${source.state.sizeBytes}, or another hash.` };
    });
  } catch (error) {
    if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
    return { name, outcome: 'failed', from, reason: error.message };
  }
}

async function undelete(target: RecoverableBlobs, name: string, signal?: AbortSignal): Promise<'copied' | 'condition-failed'> {
  if (await target.findLive(name, signal)) return 'condition-failed';
  await target.undelete(name, signal);
  return 'copied';
}

const isAs = (now: BlobState, source: BlobState): boolean => now.sizeBytes === source.sizeBytes && (now.contentMd5 === undefined || source.contentMd5 === undefined || now.contentMd5 === source.contentMd5);

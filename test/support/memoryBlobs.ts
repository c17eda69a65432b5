import { md5Base64, sha256Hex } from '../../src/core/hash';
import type { BlobListing, BlobSource, BlobState, RecoverableBlobs } from '../../src/core/ports';

interface Stored { readonly text: string; readonly lastModified: string; readonly etag: string }

/** A container in memory with versions and soft-deleted blobs; `writes` counts by name what was changed. */
export class MemoryBlobs implements RecoverableBlobs {
  readonly live = new Map<string, Stored>();
  readonly versions = new Map<string, Stored[]>();
  readonly deleted = new Map<string, Stored>();
  readonly writes = new Map<string, number>();
  /** Names whose content was read. */
  readonly reads: string[] = [];
  /** As accounts that keep no MD5 of what was written in blocks. */
  keepsMd5 = true;
  /** Called before every change: the place where a test kills, or lets somebody else write. */
  onWrite: (name: string) => void = () => undefined;
  private count = 0;

  constructor(readonly account = 'live', readonly container = 'aos-data') {}

  put(name: string, text: string, lastModified: string): void {
    const before = this.live.get(name);
    if (before) this.versions.set(name, [...this.versions.get(name) ?? [], before]);
    this.live.set(name, { text, lastModified, etag: `"${++this.count}"` });
  }

  remove(name: string): void {
    const before = this.live.get(name);
    if (before) this.deleted.set(name, before);
    this.live.delete(name);
  }

  async listStates(prefix: string): Promise<BlobListing> {
    const of = (kind: BlobState['kind'], entries: Iterable<readonly [string, Stored]>): BlobState[] => [...entries].map(([name, one]) => this.stateOf(name, kind, one));
    const states = [...of('live', this.live), ...of('version', [...this.versions].flatMap(([name, list]) => list.map((one) => [name, one] as const))), ...of('deleted', this.deleted)].filter(({ name }) => name.startsWith(prefix));
    return { states, notListed: [] };
  }

  async findLive(name: string): Promise<BlobState | undefined> {
    const found = this.live.get(name);
    return found && this.stateOf(name, 'live', found);
  }

  async copyFrom(source: RecoverableBlobs, from: BlobSource, seen: { readonly etag: string } | 'absent'): Promise<'copied' | 'condition-failed'> {
    this.onWrite(from.name);
    const now = this.live.get(from.name);
    if (seen === 'absent' ? now : now?.etag !== seen.etag) return 'condition-failed';
    this.write(from.name, (source as MemoryBlobs).textOf(from));
    return 'copied';
  }

  async contentHash(of: BlobSource): Promise<string | undefined> {
    this.reads.push(of.name);
    return of.kind === 'live' && !this.live.has(of.name) ? undefined : sha256Hex(this.textOf(of));
  }

  async undelete(name: string): Promise<void> {
    this.onWrite(name);
    const kept = this.deleted.get(name);
    if (kept) this.write(name, kept.text);
    this.deleted.delete(name);
  }

  async urlOf({ name }: BlobSource): Promise<string> { return `memory://${this.account}/${name}`; }

  textOf({ name, kind, id }: BlobSource): string {
    if (kind === 'version') return this.versions.get(name)?.find(({ etag }) => etag === id)?.text ?? '';
    return (kind === 'deleted' ? this.deleted : this.live).get(name)?.text ?? '';
  }

  private write(name: string, text: string): void {
    this.put(name, text, '2026-03-05T00:00:00.000Z');
    this.writes.set(name, (this.writes.get(name) ?? 0) + 1);
  }

  private stateOf(name: string, kind: BlobState['kind'], { text, lastModified, etag }: Stored): BlobState {
    return { name, kind, etag, sizeBytes: text.length, ...(this.keepsMd5 && { contentMd5: md5Base64(text) }), lastModified, ...(kind === 'live' ? {} : { id: etag }) };
  }
}

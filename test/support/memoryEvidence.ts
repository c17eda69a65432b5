import type { EvidenceEntry } from '../../src/core/checklist';
import type { EvidenceDamage, EvidenceStore } from '../../src/core/ports';

/** Evidence in memory; entries go through JSON, as they do on disk. */
export class MemoryEvidence implements EvidenceStore {
  damage?: EvidenceDamage;
  readonly kept = new Map<string, string[]>();

  async read(environment: string): Promise<{ readonly entries: readonly EvidenceEntry[]; readonly damage?: EvidenceDamage }> {
    return { entries: (this.kept.get(environment) ?? []).map((line) => JSON.parse(line) as EvidenceEntry), ...(this.damage && { damage: this.damage }) };
  }

  async append(environment: string, entries: readonly EvidenceEntry[]): Promise<undefined> {
    this.kept.set(environment, [...this.kept.get(environment) ?? [], ...entries.map((entry) => JSON.stringify(entry))]);
  }
}

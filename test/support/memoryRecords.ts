import type { EvidenceRecord, EvidenceRecords, RecordKind } from '../../src/core/evidence';

/** Records in memory. */
export class MemoryRecords implements EvidenceRecords {
  private readonly kept = new Map<string, EvidenceRecord[]>();

  async list(environment: string, kind: RecordKind): Promise<readonly EvidenceRecord[]> {
    return [...this.kept.get(`${environment}/${kind}`) ?? []].sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  async add(environment: string, kind: RecordKind, record: EvidenceRecord): Promise<void> {
    this.kept.set(`${environment}/${kind}`, [...this.kept.get(`${environment}/${kind}`) ?? [], record]);
  }
}

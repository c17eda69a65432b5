import type { EvidenceEntry } from '../checklist/evidence';

/** What was measured, run and attested, per environment, under `.aos/`. Entries are appended, never changed. Holds no secrets. */
export interface EvidenceStore {
  /** In the order they were kept, whichever window wrote them. What cannot be read is left out, and told of in `damage`. */
  read(environment: string): Promise<{ readonly entries: readonly EvidenceEntry[]; readonly damage?: EvidenceDamage }>;
  /** All of them or none. A store that is damaged is kept aside and written anew from what can be read. @throws EnvironmentError `Evidence.Unwritable`, LogicError `Evidence.Busy`. */
  append(environment: string, entries: readonly EvidenceEntry[]): Promise<EvidenceDamage | undefined>;
}

export interface EvidenceDamage {
  /** Lines that could not be read. */
  readonly lines: number;
  /** Where the damaged file was put; absent: it has not been repaired yet. */
  readonly keptAs?: string;
}

import { asArray, asObject, asString } from '../json';
import type { JsonValue } from '../values';
import type { Applies, Cadence, EnvironmentClass, ItemEntry, PhaseEntry, SectionEntry } from './catalogueItem';
import { redactEvidenceText } from './redactEvidence';
import type { JoinedList } from './taskList/joinTaskList';

/** Phase of what a team added itself: in aos.yaml, or as a line of its task list. */
export const ownPhase = 'own';

/** An item of `checklist.items` in aos.yaml. */
export interface OwnItem {
  readonly id: string;
  readonly title: string;
  readonly section?: string;
  /** Decided by a file that is there and not empty; absent: by a person. */
  readonly file?: string;
  readonly environments?: Readonly<Partial<Record<EnvironmentClass, Applies>>>;
  readonly cadence?: Cadence;
  readonly secondPerson?: boolean;
}

/** Items that are well-formed; the schema of aos.yaml tells people about the others. */
export function readOwnItems(value: JsonValue | undefined): readonly OwnItem[] {
  return asArray(asObject(value)['items']).flatMap((one) => {
    const { id, title } = asObject(one);
    return asString(id) && asString(title) ? [{ ...(asObject(one) as unknown as OwnItem) }] : [];
  });
}

/** The phase that holds them; undefined where there are none. */
export function makeOwnPhase(items: readonly OwnItem[], list: JoinedList | undefined): PhaseEntry | undefined {
  const sections = new Map<string, ItemEntry[]>();
  const put = (section: string, entry: ItemEntry): void => { sections.set(section, [...(sections.get(section) ?? []), entry]); };
  for (const { id, title, section = 'Of this workspace', file, ...rest } of items) put(section, { ...rest, id: `${ownPhase}.${id}`, title, kind: file === undefined ? 'attest' : 'auto', ...(file !== undefined && { binding: `file:${file}` as const }) });
  for (const { id, joint, listed } of list?.items ?? []) if (joint === 'added') put(listed.headings.at(-1) ?? 'In the task list', { id, title: redactEvidenceText(listed.text) || '(no text)', kind: 'attest' });
  const entries = [...sections].map(([title, members]): SectionEntry => ({ group: 'Added by the team', title, items: members }));
  return entries.length === 0 ? undefined : { phase: ownPhase, title: 'Added by the team', sections: entries };
}

import type { ApplicationSettingsView, SettingRowView } from '../../src/protocol';

/** What the person has set on the page; kept over reloads. */
export interface SettingsUi { readonly filter: string; readonly openOnly: boolean; readonly selected?: RowId }
export interface RowId { readonly application: string; readonly name: string }
export const initialUi: SettingsUi = { filter: '', openOnly: false };

export const isOpen = ({ state, staged, refused }: SettingRowView): boolean => state !== 'ok' || staged !== undefined || refused !== undefined;

/** Rows that the filter leaves. */
export function shownRows({ rows }: ApplicationSettingsView, { filter, openOnly }: SettingsUi): readonly SettingRowView[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => (!openOnly || isOpen(row)) && words.every((word) => haystack(row).includes(word)));
}

const haystack = ({ name, state, local, wanted, live, reference }: SettingRowView): string => [name, state, local, wanted, live, reference].join('\n').toLowerCase();

/** The row some steps away over all applications; it stops at the ends. */
export function moved(applications: readonly ApplicationSettingsView[], ui: SettingsUi, from: RowId, step: number): RowId {
  const all = applications.flatMap((application) => shownRows(application, ui).map(({ name }): RowId => ({ application: application.name, name })));
  const at = all.findIndex(({ application, name }) => application === from.application && name === from.name);
  return all[Math.min(all.length - 1, Math.max(0, at + step))] ?? from;
}

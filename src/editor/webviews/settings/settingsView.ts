import * as l10n from '@vscode/l10n';
import type { RefusedSetting, SettingRow, SettingsHistoryEntry, SettingsPlan } from '../../../core/applications';
import type { SettingRowView, SettingsHistoryView, StageHow } from '../../../protocol';

/** What is marked for one setting. `value` may be secret: it stays in the extension. */
export interface Staged { readonly how: Exclude<StageHow, 'leave'>; readonly value: string | null }

/** Rows as the page draws them: what needs a look first, then by name. A setting that is only marked has a row too. */
export function settingRows(rows: readonly SettingRow[], staged: ReadonlyMap<string, Staged>, refused: readonly RefusedSetting[]): readonly SettingRowView[] {
  const known = new Set(rows.map(({ name }) => name));
  const added = [...staged.keys()].filter((name) => !known.has(name)).map((name): SettingRow => ({ name, state: 'ok', isNeeded: false }));
  return [...rows, ...added].map((row) => {
    const [mark, no] = [staged.get(row.name), refused.find(({ name }) => name === row.name)];
    return { ...row, ...(mark ? { staged: { how: mark.how, text: stagedText(mark, row) } } : {}), ...(no ? { refused: { reason: no.reason, nextStep: no.nextStep } } : {}) };
  }).sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (a.name < b.name ? -1 : 1));
}

const order: readonly SettingRow['state'][] = ['reference-failing', 'missing', 'differs', 'unknown', 'ok'];

function stagedText({ how }: Staged, { wanted }: SettingRow): string {
  switch (how) {
    case 'wanted': return wanted ?? '';
    case 'value': return l10n.t('a new value');
    case 'remove': return l10n.t('will be removed');
  }
}

export const historyView = ({ id, at, by, settings, undid, undoable, notUndoable }: SettingsHistoryEntry): SettingsHistoryView => ({
  id, at, ...(by !== undefined ? { by } : {}), names: settings.map(({ name }) => name), isUndo: undid !== undefined, undoable, notUndoable,
});

/** What a change would do, one line a setting, for the confirmation. Masked by the core. */
export function planLines({ settings, refused }: SettingsPlan): readonly string[] {
  const out = new Set(refused.map(({ name }) => name));
  const lines = settings.filter(({ name }) => !out.has(name)).map(({ name, action, before, after, isSticky }) => {
    const sticky = isSticky ? ` (${l10n.t('stays with its slot')})` : '';
    switch (action) {
      case 'add': return `+ ${name} = ${after ?? ''}${sticky}`;
      case 'remove': return `− ${name}${sticky}`;
      case 'change': return `~ ${name}: ${before ?? ''} → ${after ?? ''}${sticky}`;
    }
  });
  return [...lines, ...refused.map(({ name, reason }) => l10n.t('Left out: {0}. {1}', name, reason))];
}

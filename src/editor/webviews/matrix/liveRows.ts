import * as l10n from '@vscode/l10n';
import type { ResourceView } from '../../../core/engine';
import type { MatrixCellView, MatrixRowView } from '../../../protocol/matrix';
import { runStateText } from '../../shared/runText';
import { relativeTime } from '../../shared/time';
import type { EnvironmentEntry } from '../../state/environmentsState';

/** What is known of an environment beside its files; `resources` is absent where it could not be asked. */
export interface LiveSide { readonly entry: EnvironmentEntry; readonly resources?: readonly ResourceView[]; readonly notLive?: string }

/** What was deployed last and what is there now, one row each. What is not known says so and differs from nothing. */
export function liveRows(sides: readonly LiveSide[], now: Date): readonly MatrixRowView[] {
  const history = (label: string, id: string, value: (entry: EnvironmentEntry) => string | undefined, compares = true): MatrixRowView =>
    rowOf(`live:${id}`, label, sides.map(({ entry }) => { const text = value(entry); return text === undefined ? none : { kind: 'value', text } as const; }), compares);
  const live = (label: string, id: string, value: (resources: readonly ResourceView[]) => string): MatrixRowView =>
    rowOf(`live:${id}`, label, sides.map(({ resources, notLive }) => (resources ? { kind: 'value', text: value(resources) } as const : { kind: 'unknown', text: notLive ?? '' } as const)));
  const types = [...new Set(sides.flatMap(({ resources = [] }) => resources.map(({ type }) => type)))].sort();
  return [
    history(l10n.t('Last deployment'), 'last', ({ history: [last] }) => last && `${runStateText(last.state)} ${relativeTime(last.endedAt ?? last.timestamp, now)}`, false),
    history(l10n.t('Commit deployed'), 'commit', ({ history: runs }) => runs.find(({ success }) => success)?.gitSha?.slice(0, 7)),
    history(l10n.t('Drifted resources in the last plan'), 'drift', ({ plan }) => plan && String(plan.changes.filter(({ drift }) => drift).length)),
    live(l10n.t('Resources'), 'resources', (resources) => String(resources.length)),
    live(l10n.t('Not healthy'), 'unhealthy', (resources) => String(resources.filter(({ health }) => health === 'unhealthy').length)),
    ...types.filter((type) => sides.some(({ resources = [] }) => skusOf(resources, type) !== '')).map((type) => live(l10n.t('SKU of {0}', type), `sku:${type}`, (resources) => skusOf(resources, type))),
    ...types.map((type) => live(type, `type:${type}`, (resources) => String(resources.filter((resource) => resource.type === type).length))),
  ];
}

/** The SKUs of a type, each once; of several resources with one, it stands once. */
const skusOf = (resources: readonly ResourceView[], type: string): string => [...new Set(resources.flatMap((resource) => (resource.type === type && resource.sku ? [resource.sku] : [])))].sort().join(', ');

const none: MatrixCellView = { kind: 'none', text: '' };

function rowOf(id: string, label: string, cells: readonly MatrixCellView[], compares = true): MatrixRowView {
  const known = cells.filter(({ kind }) => kind !== 'unknown').map(({ kind, text }) => `${kind} ${text}`);
  return { id, kind: 'live', label, cells, differs: compares && new Set(known).size > 1 };
}

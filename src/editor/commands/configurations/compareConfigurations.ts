import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { InputError } from '../../../core/errors';
import type { EditorServices } from '../../services';
import type { ShownConfiguration } from '../../workloads/workloadState';
import { configurationStateText, kindTitle } from '../../workloads/workloadText';
import { withProgress } from '../boundary';
import { saveFiles } from '../saveFiles';
import { calledOn, compareNow, configurationItem, kindOf, type Compared } from './pickConfigurations';
import { sidesOf, type Sides } from './sides';

/** Opens what is deployed beside what is here: one configuration in the diff editor, all that differ in one multi-diff. Returns the ids that were opened. */
export async function compareConfigurations(services: EditorServices, argument: unknown): Promise<readonly string[]> {
  await saveFiles();
  const title = l10n.t('AOS: Compare Agent Configurations with Deployed');
  const kind = await kindOf(argument, title);
  const compared = await compareNow(services, argument, kind);
  const chosen = calledOn(compared, argument) ?? await pickOne(compared, title);
  const which = chosen === 'all' ? compared.shown.filter(differs) : [chosen];
  if (which.length === 0) { void vscode.window.showInformationMessage(l10n.t('{0} of {1}: here and there say the same.', kindTitle(kind), compared.environment)); return []; }
  await showComparison(services, compared, which);
  return which.map(({ id }) => id);
}

const differs = ({ state }: ShownConfiguration): boolean => state !== 'in-sync';

async function pickOne(compared: Compared, title: string): Promise<ShownConfiguration | 'all'> {
  const { shown, kind } = compared;
  if (shown.length === 0) throw new InputError('Configuration.None', kind === 'agent' ? l10n.t('There is no agent, neither here nor deployed.') : l10n.t('There is no MCP server, neither here nor deployed.'));
  const all = { label: `$(diff-multiple) ${l10n.t('All that differ')}`, description: String(shown.filter(differs).length), one: 'all' as const };
  const picked = await vscode.window.showQuickPick([all, ...shown.map(configurationItem)], { title, matchOnDescription: true });
  return picked?.one ?? 'all';
}

/** What is deployed left, what is here right; where both sides moved and the last upload is known, both against it as well. */
export async function showComparison(services: EditorServices, compared: Compared, which: readonly ShownConfiguration[]): Promise<void> {
  const { environment, kind } = compared;
  const sides = await withProgress(l10n.t('Reading from {0}', environment), (signal) => Promise.all(which.map((one) => sidesOf(services, compared, one, signal))));
  const [only] = sides;
  if (only && sides.length === 1 && !only.base) {
    const { id, state } = only.shown;
    await vscode.commands.executeCommand('vscode.diff', only.live, only.local, l10n.t('{0}: deployed in {1} ↔ here ({2})', id, environment, configurationStateText(state)), { preview: true });
    return;
  }
  const title = only && sides.length === 1 ? l10n.t('{0} in {1}: {2}', only.shown.id, environment, configurationStateText(only.shown.state)) : l10n.t('{0} of {1}: deployed ↔ here', kindTitle(kind), environment);
  await vscode.commands.executeCommand('vscode.changes', title, sides.flatMap(pairs));
}

/** `[label, left, right]` as `vscode.changes` takes them. */
const pairs = ({ local, live, base }: Sides): readonly (readonly [vscode.Uri, vscode.Uri, vscode.Uri])[] => [[local, live, local], ...(base ? [[local, base, local] as const, [live, base, live] as const] : [])];

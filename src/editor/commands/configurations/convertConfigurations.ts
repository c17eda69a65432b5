import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { CancelledError } from '../../../core/errors';
import { isRecord } from '../../../protocol';
import type { EditorServices } from '../../services';
import { relativePath } from '../../shared/paths';
import { kindTitle } from '../../workloads/workloadText';
import { saveFiles } from '../saveFiles';
import { kindOf } from './pickConfigurations';

/** From one file each to the registry, or back: shows every file that would be written, asks, writes. `{configurationKind, to, confirmed: true}` as argument asks nothing. Returns the files. */
export async function convertConfigurations(services: EditorServices, argument: unknown): Promise<readonly string[]> {
  await saveFiles();
  const title = l10n.t('AOS: Convert Configurations between Files and Registry');
  const kind = await kindOf(argument, title);
  const given = isRecord(argument) ? argument : {};
  const to = given.to === 'files' || given.to === 'registry' ? given.to : await pickForm(title);
  const engine = await services.engines.get();
  const plan = await engine.configurations.planConversion(kind, to);
  const changed = plan.files.filter(({ action }) => action !== 'same');
  if (changed.length === 0) { void vscode.window.showInformationMessage(l10n.t('{0}: both forms say the same already.', kindTitle(kind))); return []; }
  if (given.confirmed !== true) await ask(services, kindTitle(kind), changed, plan.notices.map(({ id, reason }) => `${id}: ${reason}`));
  const written = await engine.configurations.applyConversion(plan);
  void services.boundary.run('configurations', () => services.workloads.refreshRead({ parts: [kind] }));
  void vscode.window.showInformationMessage(l10n.t('{0} files written. Nothing is deployed by that: upload them when they are right.', written.length));
  return written;
}

async function pickForm(title: string): Promise<'files' | 'registry'> {
  const items = [{ label: l10n.t('One file each'), description: 'agents/*.json, mcp-servers/*.json', to: 'files' as const }, { label: l10n.t('Registry'), description: 'agent_registry.json, mcp_server_registry.json', to: 'registry' as const }];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('To which form?') });
  if (!picked) throw new CancelledError();
  return picked.to;
}

interface Changed { readonly file: string; readonly text: string; readonly action: 'create' | 'change' | 'same' }

async function ask({ root, documents }: EditorServices, what: string, changed: readonly Changed[], notices: readonly string[]): Promise<void> {
  const [write, compare] = [l10n.t('Write {0} Files', changed.length), l10n.t('Show Differences')];
  const detail = [...changed.slice(0, 12).map(({ file, action }) => `${action === 'create' ? '+' : '~'} ${relativePath(root() ?? '', file)}`), changed.length > 12 ? l10n.t('… and {0} more', changed.length - 12) : '', ...notices].filter(Boolean).join('\n');
  const chosen = await vscode.window.showInformationMessage(l10n.t('Convert {0}?', what), { modal: true, detail }, write, compare);
  if (chosen === compare) {
    const pairs = changed.map(({ file, text, action }) => [vscode.Uri.file(file), action === 'create' ? documents.put(`convert/none/${file}`, '') : vscode.Uri.file(file), documents.put(`convert/planned/${file}`, text)]);
    await vscode.commands.executeCommand('vscode.changes', l10n.t('Conversion of {0}', what), pairs);
    if (await vscode.window.showInformationMessage(l10n.t('Convert {0}?', what), write, l10n.t('Not Now')) === write) return;
    throw new CancelledError();
  }
  if (chosen !== write) throw new CancelledError();
}

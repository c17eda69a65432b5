import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConfigurationKind } from '../../../core/configurations';
import type { Engine } from '../../../core/engine';
import { CancelledError, InputError } from '../../../core/errors';
import type { EditorServices } from '../../services';
import type { EnvironmentEntry } from '../../state/environmentsState';
import { shownConfigurations, type ShownConfiguration } from '../../workloads/workloadState';
import { configurationIcon, configurationStateText, kindTitle } from '../../workloads/workloadText';
import { withProgress } from '../boundary';
import { subjectOf } from '../subject';
import { ensureTarget, environmentFor } from '../target';

/** An environment's configurations of one kind, compared just now. */
export interface Compared { readonly entry: EnvironmentEntry; readonly environment: string; readonly engine: Engine; readonly kind: ConfigurationKind; readonly shown: readonly ShownConfiguration[] }

/** Makes sure that the environment can be reached and compares. @throws the error that kept it from being compared. */
export async function compareNow(services: EditorServices, argument: unknown, kind: ConfigurationKind): Promise<Compared> {
  // The file of a configuration is no parameters file, so that it says nothing about the environment.
  const { environment: name, ...subject } = subjectOf(argument);
  const entry = await ensureTarget(services, await environmentFor(services, { ...(name === undefined ? {} : { environment: name }), ...(subject.file?.endsWith('.bicepparam') ? { file: subject.file } : {}) }));
  const environment = entry.environment.name;
  const engine = await services.environments.engineOf(environment);
  const comparison = await withProgress(l10n.t('Comparing with {0}', environment), (signal) => engine.configurations.compare(environment, kind, signal));
  return { entry, environment, engine, kind, shown: shownConfigurations({ local: [], problems: [], comparison }) };
}

/** Which kind a command works on: that of its item, of its file, or the one picked now. */
export async function kindOf(argument: unknown, title: string): Promise<ConfigurationKind> {
  const { configurationKind, file } = subjectOf(argument);
  const kind = configurationKind ?? kindOfFile(file ?? vscode.window.activeTextEditor?.document.uri.fsPath);
  if (kind) return kind;
  const picked = await vscode.window.showQuickPick([{ label: kindTitle('agent'), which: 'agent' as const }, { label: kindTitle('server'), which: 'server' as const }], { title });
  if (!picked) throw new CancelledError();
  return picked.which;
}

export function kindOfFile(file: string | undefined): ConfigurationKind | undefined {
  if (file === undefined) return undefined;
  if (/[\\/]agents[\\/][^\\/]+\.json$|[\\/]agent_registry\.json$/i.test(file)) return 'agent';
  return /[\\/]mcp-servers[\\/][^\\/]+\.json$|[\\/]mcp_server_registry\.json$/i.test(file) ? 'server' : undefined;
}

/** The one that a command was called on: by its item, or by its file. @throws InputError `Configuration.Unknown`. */
export function calledOn({ shown, kind }: Pick<Compared, 'shown' | 'kind'>, argument: unknown): ShownConfiguration | undefined {
  const { configuration, file } = subjectOf(argument);
  const found = shown.find((one) => (configuration === undefined ? file !== undefined && one.file === file : one.id === configuration));
  if (!found && configuration !== undefined) throw new InputError('Configuration.Unknown', kind === 'agent' ? l10n.t('There is no agent {0}, neither here nor deployed.', configuration) : l10n.t('There is no MCP server {0}, neither here nor deployed.', configuration));
  return found;
}

/** The one that a command was called on, or the one picked now. @throws InputError `Configuration.None` when `among` holds none. */
export async function pickConfiguration(compared: Compared, argument: unknown, { title, among, none }: { readonly title: string; readonly among: (one: ShownConfiguration) => boolean; readonly none: string }): Promise<ShownConfiguration> {
  const found = calledOn(compared, argument);
  if (found) return found;
  const candidates = compared.shown.filter(among);
  if (candidates.length === 0) throw new InputError('Configuration.None', none);
  const picked = await vscode.window.showQuickPick(candidates.map(configurationItem), { title, matchOnDescription: true });
  if (!picked) throw new CancelledError();
  return picked.one;
}

export const configurationItem = (one: ShownConfiguration): vscode.QuickPickItem & { readonly one: ShownConfiguration } => ({
  label: `$(${configurationIcon(one.state).id}) ${one.id}`, description: configurationStateText(one.state), one,
});

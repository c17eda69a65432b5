import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConfigurationKind, NewConfigurationAnswers } from '../../../core/configurations';
import type { Engine } from '../../../core/engine';
import { CancelledError } from '../../../core/errors';
import { isRecord } from '../../../protocol';
import { openFile } from '../../openFile';
import type { EditorServices } from '../../services';
import { parseSecrets, splitCommand } from '../../workloads/commandLine';

/** Asks a few things, writes a valid file and opens it. `{answers}` as argument asks nothing. Returns the file. */
export async function newConfiguration({ engines, workloads, boundary }: EditorServices, argument: unknown, kind: ConfigurationKind): Promise<string> {
  const engine = await engines.get();
  const { file } = await engine.configurations.create(givenAnswers(argument, kind) ?? await (kind === 'agent' ? askAgent(engine) : askServer(engine)));
  await openFile({ file });
  void boundary.run('configurations', () => workloads.refreshRead({ parts: [kind] }));
  return file;
}

const givenAnswers = (argument: unknown, kind: ConfigurationKind): NewConfigurationAnswers | undefined =>
  (isRecord(argument) && isRecord(argument.answers) && typeof argument.answers.id === 'string' ? { ...argument.answers, kind } as NewConfigurationAnswers : undefined);

const agentTitle = (): string => l10n.t('AOS: New Agent Configuration');
const serverTitle = (): string => l10n.t('AOS: New MCP Server Configuration');

async function askAgent(engine: Engine): Promise<NewConfigurationAnswers> {
  const [agents, servers] = await Promise.all([engine.configurations.find('agent'), engine.configurations.find('server')]);
  const id = await askId(agentTitle(), [...agents.single, ...(agents.registry?.entries ?? [])].map((one) => one.id), 1, 4);
  const agentType = await pick(agentTitle(), l10n.t('What kind of agent is {0}?', id), [
    { label: 'LeadershipAgent', description: l10n.t('leads others and decides') }, { label: 'PurposeDrivenAgent', description: l10n.t('works for one purpose') }, { label: 'PerpetualAgent', description: l10n.t('runs on and on') },
  ], 2, 4);
  const purpose = await ask(agentTitle(), l10n.t('Purpose of {0}, in a sentence', id), (text) => (text.trim() === '' ? l10n.t('An agent without a purpose does nothing.') : undefined), 3, 4);
  const names = [...new Set([...servers.single, ...(servers.registry?.entries ?? [])].map((one) => one.id))];
  const chosen = names.length === 0 ? [] : await pickMany(agentTitle(), l10n.t('MCP servers whose tools {0} uses (none is fine)', id), names);
  return { kind: 'agent', id, agentType, purpose: purpose.trim(), mcpTools: chosen.map((server) => ({ server, tool: '*' })) };
}

async function askServer(engine: Engine): Promise<NewConfigurationAnswers> {
  const servers = await engine.configurations.find('server');
  const id = await askId(serverTitle(), [...servers.single, ...(servers.registry?.entries ?? [])].map((one) => one.id), 1, 3);
  const line = await ask(serverTitle(), l10n.t('Command line that starts {0}', id), (text) => (text.trim() === '' ? l10n.t('A command is needed.') : undefined), 2, 3, 'npx -y @modelcontextprotocol/server-filesystem .');
  const [command = '', ...args] = splitCommand(line);
  const secrets = await ask(serverTitle(), l10n.t('Environment variables whose values are secrets of the vault: NAME=SecretName, separated by blanks (none is fine)'), (text) => (parseSecrets(text) ? undefined : l10n.t('Write NAME=SecretName.')), 3, 3, 'API_TOKEN=ApiToken');
  return { kind: 'server', id, command, args, env: parseSecrets(secrets) ?? {} };
}

const askId = (title: string, taken: readonly string[], step: number, totalSteps: number): Promise<string> => ask(title, l10n.t('Id: the name of the file and of the blob'), (value) => {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(value)) return l10n.t('Use letters, digits, dots, hyphens and underscores.');
  return taken.some((one) => one.toLowerCase() === value.toLowerCase()) ? l10n.t('{0} is there already.', value) : undefined;
}, step, totalSteps);

/** A step of a wizard: a title with its number, and the text is kept when the focus goes elsewhere. */
function ask(title: string, prompt: string, problem: (text: string) => string | undefined, step: number, totalSteps: number, placeholder = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const box = vscode.window.createInputBox();
    Object.assign(box, { title, prompt, step, totalSteps, placeholder, ignoreFocusOut: true });
    let isAccepted = false;
    box.onDidChangeValue((text) => { box.validationMessage = text === '' ? undefined : problem(text); });
    box.onDidAccept(() => { box.validationMessage = problem(box.value); if (!box.validationMessage) { isAccepted = true; resolve(box.value); box.hide(); } });
    box.onDidHide(() => { if (!isAccepted) reject(new CancelledError()); box.dispose(); });
    box.show();
  });
}

async function pick(title: string, placeHolder: string, items: readonly vscode.QuickPickItem[], step: number, totalSteps: number): Promise<string> {
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('{0} ({1}/{2})', title, step, totalSteps), placeHolder, ignoreFocusOut: true });
  if (!picked) throw new CancelledError();
  return picked.label;
}

async function pickMany(title: string, placeHolder: string, names: readonly string[]): Promise<readonly string[]> {
  const picked = await vscode.window.showQuickPick(names, { title, placeHolder, canPickMany: true, ignoreFocusOut: true });
  if (!picked) throw new CancelledError();
  return picked;
}

import type { Environment } from '../environments/environment';

/** Where and what the commands deploy; paths relative to the workspace, with forward slashes. */
export interface CommandSubject {
  readonly environment: Pick<Environment, 'name' | 'isProtected'>;
  /** `usgov` and `china` are switched to first. */
  readonly cloud?: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly templateFile: string;
  readonly parametersFile: string;
  readonly deploymentName: string;
  readonly gitSha?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What the commands are pasted into. */
export type Shell = 'posix' | 'powershell';

const plainWord = /^[A-Za-z0-9_./:%+=-]*[A-Za-z0-9_./:%+=]$/;

/** An argument as a POSIX shell needs it: bare where nothing in it is special, else in single quotes. */
export const shellQuote = (text: string): string => (plainWord.test(text) && !text.startsWith('=') ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** An argument as PowerShell needs it. Every kind of single quote ends a text there, and is doubled. */
export const powerShellQuote = (text: string): string => (plainWord.test(text) && !/^[=%-]/.test(text) ? text : `'${text.replace(/['\u2018\u2019\u201A\u201B]/g, '$&$&')}'`);

/** Options stay bare; PowerShell takes a quoted one for a text, which the command then gets all the same. */
const line = (shell: Shell, ...words: readonly string[]): string => words.map((word) => (/^--?[a-z][a-z-]*$/.test(word) ? word : (shell === 'posix' ? shellQuote : powerShellQuote)(word))).join(' ');

/** What the Azure CLI calls a cloud; undefined where it is the usual one, or none that it knows. */
const cloudName = (cloud: string | undefined): string | undefined => (cloud === 'usgov' ? 'AzureUSGovernment' : cloud === 'china' ? 'AzureChinaCloud' : undefined);

/** Both tools go where the Azure CLI is signed in. */
function signedIn(shell: Shell, { cloud, subscriptionId }: CommandSubject): readonly string[] {
  const name = cloudName(cloud);
  return [...(name === undefined ? [] : [line(shell, 'az', 'cloud', 'set', '--name', name)]), line(shell, 'az', 'account', 'set', '--subscription', subscriptionId)];
}

/** The same run by the Azure CLI, one command a line, from the workspace's folder. */
export function asAzCommands(subject: CommandSubject, shell: Shell = 'posix'): string {
  const { resourceGroup, location, parametersFile, deploymentName } = subject;
  const tags = Object.entries(subject.tags ?? {}).map(([name, value]) => `${name}=${value}`);
  const common = ['--resource-group', resourceGroup, '--parameters', parametersFile];
  return [
    ...signedIn(shell, subject),
    line(shell, 'az', 'group', 'create', '--name', resourceGroup, '--location', location, ...(tags.length > 0 ? ['--tags', ...tags] : [])),
    line(shell, 'az', 'deployment', 'group', 'validate', '--name', deploymentName, ...common),
    line(shell, 'az', 'deployment', 'group', 'what-if', '--name', deploymentName, ...common),
    line(shell, 'az', 'deployment', 'group', 'create', '--name', deploymentName, '--mode', 'Incremental', ...common),
    line(shell, 'az', 'deployment', 'operation', 'group', 'list', '--resource-group', resourceGroup, '--name', deploymentName),
  ].join('\n') + '\n';
}

/** The same run by the Python orchestrator, from its own folder; it calls the Azure CLI. */
export function asOrchestratorCommands(subject: CommandSubject, shell: Shell = 'posix'): string {
  const { environment, resourceGroup, location, templateFile, parametersFile, gitSha } = subject;
  const folder = templateFile.includes('/') ? templateFile.slice(0, templateFile.lastIndexOf('/')) : '.';
  const inFolder = (file: string): string => relative(folder, file);
  return [
    ...signedIn(shell, subject),
    line(shell, 'cd', folder),
    line(shell, shell === 'posix' ? 'python3' : 'python', 'deploy.py', '--resource-group', resourceGroup, '--location', location, '--template', inFolder(templateFile), '--parameters', inFolder(parametersFile),
      ...(gitSha ? ['--git-sha', gitSha] : []), ...(environment.name === 'dev' ? ['--allow-warnings'] : [])),
  ].join('\n') + '\n';
}

function relative(folder: string, file: string): string {
  if (folder === '.') return file;
  const [from, to] = [folder.split('/'), file.split('/')];
  const common = from.findIndex((part, index) => part !== to[index]);
  const shared = common < 0 ? from.length : common;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

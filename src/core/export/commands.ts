import type { Environment } from '../environments/environment';

/** Where and what the commands deploy; paths relative to the workspace, with forward slashes. */
export interface CommandSubject {
  readonly environment: Pick<Environment, 'name' | 'isProtected'>;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly templateFile: string;
  readonly parametersFile: string;
  readonly deploymentName: string;
  readonly gitSha?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** An argument as a POSIX shell needs it: bare where nothing in it is special, else in single quotes. */
export const shellQuote = (text: string): string => (/^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

const line = (...words: readonly string[]): string => words.map(shellQuote).join(' ');

/** The same run by the Azure CLI, one command a line, ready for a POSIX shell. */
export function asAzCommands(subject: CommandSubject): string {
  const { subscriptionId, resourceGroup, location, parametersFile, deploymentName } = subject;
  const tags = Object.entries(subject.tags ?? {}).map(([name, value]) => `${name}=${value}`);
  const common = ['--resource-group', resourceGroup, '--parameters', parametersFile];
  return [
    line('az', 'account', 'set', '--subscription', subscriptionId),
    line('az', 'group', 'create', '--name', resourceGroup, '--location', location, ...(tags.length > 0 ? ['--tags', ...tags] : [])),
    line('az', 'deployment', 'group', 'validate', '--name', deploymentName, ...common),
    line('az', 'deployment', 'group', 'what-if', '--name', deploymentName, ...common),
    line('az', 'deployment', 'group', 'create', '--name', deploymentName, '--mode', 'Incremental', ...common),
    line('az', 'deployment', 'operation', 'group', 'list', '--resource-group', resourceGroup, '--name', deploymentName),
  ].join('\n') + '\n';
}

/** The same run by the Python orchestrator, from its own folder. */
export function asOrchestratorCommands({ environment, resourceGroup, location, templateFile, parametersFile, gitSha }: CommandSubject): string {
  const folder = templateFile.includes('/') ? templateFile.slice(0, templateFile.lastIndexOf('/')) : '.';
  const inFolder = (file: string): string => relative(folder, file);
  return [
    line('cd', folder),
    line('python3', 'deploy.py', '--resource-group', resourceGroup, '--location', location, '--template', inFolder(templateFile), '--parameters', inFolder(parametersFile),
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

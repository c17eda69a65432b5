import type { RunRecord } from '../../core/deployment';
import { InputError } from '../../core/errors';
import { asAzCommands, asOrchestratorCommands, subjectOfRun } from '../../core/export';
import type { Command, CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { renderError } from '../output';
import { renderRun, renderTable } from '../render';
import { diffRuns, toDeployDocument, toHistoryEntry } from '../runDocument';

export const runHistory: Command = async (context) => {
  const [verb, ...ids] = context.invocation.words;
  if (verb === 'show') return show(context, ids);
  if (verb === 'diff') return diff(context, ids);
  return list(context);
};

async function list({ invocation, engine, output }: CommandContext): Promise<number> {
  const runs = await engine().history(invocation.values.environment);
  output.result({ deployments: runs.map(toHistoryEntry) }, () => (runs.length === 0 ? 'No deployment yet.' : renderTable(['time', 'environment', 'state', 'commit', 'id', 'message'], runs.map((run) => [run.timestamp, run.environment, run.state, run.gitSha?.slice(0, 8) ?? '', run.deploymentId, run.message]))));
  return exitCode.done;
}

async function show(context: CommandContext, ids: readonly string[]): Promise<number> {
  const { engine, output, invocation } = context;
  const [run] = await load(engine(), ids, 1);
  const { format } = invocation.values;
  if (format === 'az' || format === 'deploy.py') return showCommands(context, run!, format);
  if (format !== undefined && format !== 'text' && format !== 'json') throw new InputError('Cli.Usage', `"history show" has no form "${format}".`, { nextStep: 'Choose one of text, json, az, deploy.py.' });
  const integrity = await engine().checkIntegrity(run!.deploymentId);
  if (integrity.state === 'changed') output.progress(`Warning: ${integrity.reason}`);
  output.result({ ...toDeployDocument(run!), integrity, events: run!.events, gitSha: run!.gitSha, timestamp: run!.timestamp, endedAt: run!.endedAt }, () => `${renderRun(run!)}${run!.error ? renderError(run!.error) : ''}`);
  return exitCode.done;
}

/** The run as the Azure CLI or the Python orchestrator would do it. */
async function showCommands({ engine, output, workspace }: CommandContext, run: RunRecord, tool: 'az' | 'deploy.py'): Promise<number> {
  const { environments } = await engine().listEnvironments();
  const environment = environments.find(({ name }) => name === run.environment) ?? { name: run.environment, isProtected: false };
  const subject = subjectOfRun(run, environment, workspace);
  const commands = (tool === 'az' ? asAzCommands : asOrchestratorCommands)(subject, process.platform === 'win32' ? 'powershell' : 'posix');
  output.result({ deploymentId: run.deploymentId, tool, commands: commands.trimEnd().split('\n') }, () => commands);
  return exitCode.done;
}

async function diff({ engine, output }: CommandContext, ids: readonly string[]): Promise<number> {
  const [first, second] = await load(engine(), ids, 2);
  const differences = diffRuns(first!, second!, await Promise.all([engine().getDeployed(first!.deploymentId), engine().getDeployed(second!.deploymentId)]));
  output.result({ first: toHistoryEntry(first!), second: toHistoryEntry(second!), differences }, () => (differences.length === 0 ? 'No difference.' : renderTable(['what', first!.deploymentId, second!.deploymentId], differences.map((one) => [one.path, JSON.stringify(one.before) ?? '', JSON.stringify(one.after) ?? '']))));
  return exitCode.done;
}

async function load(engine: ReturnType<CommandContext['engine']>, ids: readonly string[], count: number): Promise<readonly RunRecord[]> {
  if (ids.length !== count) throw new InputError('Cli.Usage', count === 1 ? '"history show" needs the ID of one run.' : '"history diff" needs the IDs of two runs.', { nextStep: 'List them with "aos-deploy history".' });
  return Promise.all(ids.map((id) => engine.getRun(id)));
}

import type { EnvironmentStatus } from '../../core/engine';
import type { Command } from '../context';
import { exitCode } from '../exitCodes';
import { toHistoryEntry } from '../runDocument';
import { renderTable } from '../render';

/** Without --environment, all of them. */
export const runStatus: Command = async ({ invocation, engine, output, signal }) => {
  const chosen = invocation.values.environment;
  const names = chosen === undefined ? (await engine().listEnvironments(signal)).environments.map((one) => one.name) : [chosen];
  const found: EnvironmentStatus[] = [];
  for (const name of names) found.push(await engine().status(name, signal));
  output.result({ environments: found.map(toDocument) }, () => render(found));
  return exitCode.done;
};

function toDocument({ lastRun, activeRun, ...status }: EnvironmentStatus): object {
  return { ...status, environment: status.environment.name, ...(lastRun ? { lastRun: toHistoryEntry(lastRun) } : {}), ...(activeRun ? { activeRun: toHistoryEntry(activeRun) } : {}) };
}

function render(found: readonly EnvironmentStatus[]): string {
  return renderTable(['environment', 'target', 'last run', 'resources'], found.map((one) => [
    one.environment.name, `${one.target.cloud || '?'} ${one.target.resourceGroup}`,
    one.activeRun ? `running: ${one.activeRun.state}` : one.lastRun ? `${one.lastRun.state} ${one.lastRun.timestamp}` : 'never deployed',
    one.unreachable ?? `${one.resourceCount ?? 0}${one.unhealthyCount ? `, ${one.unhealthyCount} unhealthy` : ''}`,
  ]));
}

import { connectionSecrets, referenceSettings } from '../putRight';
import { all, type Change, type EnvironmentName, type RowCase } from '../rowCase';
import { askOverQueues, failed, metric, minutesAgo, requests, sends, trace, visit } from '../telemetry';

const jumpMs = 600_000;
/** A minute that is not over says what happened in so much of it as is over; the run ends before. */
const lastMinutesMs = 90_000;
const loadRun = (at: string) => ({ at, value: { requests: 100, failures: 0, averageMs: 120, seconds: 300 } });
const ran = (environment: EnvironmentName): Change => (world) => world.record(environment, 'load-test', loadRun(new Date().toISOString()));

/** Each minute of a load run spent in one request: the sandbox's clock moves while the app is at it. */
const busyForTenMinutes: Change = async (world) => {
  const jump = async (ms: number): Promise<void> => {
    const undo = await world.faults({ match: { path: '/api/health' }, times: 1, fault: { kind: 'clockJump', ms } });
    await visit(world, 'prod', 'main', '/api/health');
    await undo();
  };
  const undoLast = await world.record('prod', 'load-test', loadRun(new Date(Date.now() + jumpMs - lastMinutesMs).toISOString()));
  await jump(jumpMs);
  return async () => { await jump(-jumpMs); await undoLast(); };
};

const deployed: Change = async (world) => {
  const [main] = (await world.engine.applications.find()).filter(({ root }) => !root.includes('azure_functions'));
  await world.engine.applications.deploy('prod', main!, { patienceMs: 0 });
  await connectionSecrets(world, 'prod');
  await referenceSettings(world, 'prod', 'INFO');
  return () => undefined;
};

/** In this order: each leaves behind what later ones begin with. */
export const verifyCases: readonly RowCase[] = [
  { row: 'verify.logs.queries', change: (world) => world.faults({ match: { method: 'POST', path: '/logs/*' }, fault: { kind: 'error', status: 400, code: 'BadArgumentError', message: 'The query is not understood.' } }) },
  { row: 'verify.appinsights.live-streaming', environment: 'staging', passes: 'fail', becomes: 'pass', isFinal: true, change: sends('staging', metric('agents')) },
  { row: 'verify.logs.flowing', environment: 'staging', passes: 'fail', becomes: 'pass', isFinal: true, change: sends('staging', trace) },
  { row: 'verify.appinsights.receiving', environment: 'staging', passes: 'fail', becomes: 'pass', isFinal: true, change: sends('staging', requests(1)) },
  { row: 'verify.tracing.sample', environment: 'staging', isFinal: true, change: sends('staging', requests(1, {}, { tags: { 'ai.operation.id': 'alone' } })) },
  { row: 'verify.load.no-errors', environment: 'staging', isFinal: true, prepare: ran('staging'), change: sends('staging', requests(1, failed)) },
  { row: 'verify.appinsights.failures', environment: 'staging', passes: 'fail', becomes: 'pass', isFinal: true, change: sends('staging', requests(200, {}, minutesAgo(20))) },
  { row: 'verify.appinsights.performance', environment: 'staging', isFinal: true, change: sends('staging', requests(5, { duration: '00:01:00' })) },
  { row: 'verify.load.utilization', environment: 'prod', prepare: all(deployed, ran('prod')), change: busyForTenMinutes },
  { row: 'verify.tracing.components', passes: 'fail', becomes: 'pass', isFinal: true, change: async (world) => { for (const app of ['main', 'mcp', 'realm'] as const) await visit(world, 'dev', app, '/api/health'); await askOverQueues(world, 'dev'); return () => undefined; } },
];

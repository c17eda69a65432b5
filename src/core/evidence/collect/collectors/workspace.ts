import { listSecrets } from '../../../deployment';
import type { PredictedResource } from '../../../../armTemplate';
import { isSameTarget } from '../../../environments';
import { LogicError } from '../../../errors';
import { asObject, asString } from '../../../json';
import type { JsonObject } from '../../../values';
import { predictTemplate, type Plan } from '../../../whatIf';
import type { RecordKind } from '../../api';
import { compiled, records, runs, target, type DeclaredResources, type DeploymentRecordFile } from '../../queries';
import { textOf } from '../ask';
import type { Collecting, Collectors } from '../collector';
import { Absent } from '../fact';

/** Environments, their compilation, and what is kept of runs and plans. */
export const workspaceCollectors: Collectors = {
  environments: (_, { ports }) => ports.listEnvironments(),
  compiled: async (ask, collecting) => {
    const { ports, signal } = collecting;
    const result = await ports.compile(await environmentOf(ask, collecting), signal);
    collecting.keepSecret(...listSecrets(result.parameters, result.secureParameterNames));
    return result;
  },
  declaredResources: declare,
  // A rehearsal, or a run on the group that the environment had before, proves nothing of where it is now.
  runs: async (_, { ports, environment }) => (await ports.listRuns(environment.name)).filter((run) => isSameTarget(run, environment)),
  audit: (_, { ports }) => ports.listAudit(),
  deploymentRecord: findRecord,
  plan: newestPlan,
  records: (ask, { ports, environment }) => ports.records.list(environment.name, textOf(ask, 'kind') as RecordKind),
};

const environmentOf = async (ask: JsonObject, { ports, environment }: Collecting) => (typeof ask['environment'] === 'string' ? ports.getEnvironment(ask['environment']) : environment);

async function declare(ask: JsonObject, collecting: Collecting): Promise<DeclaredResources> {
  const name = typeof ask['environment'] === 'string' ? ask['environment'] : undefined;
  const [environment, built] = [await environmentOf(ask, collecting), await collecting.answer(compiled(name))];
  if (!built.success) throw new Absent('The parameters file does not compile, so nobody knows what it declares.');
  // Names come from the group's ID. Where the subscription is not known, that of an unknown one is taken.
  const place = await collecting.fact(target());
  const located = collecting.ports.locate(environment, built);
  const scope = { ...located, ...(place.state === 'answered' && (name === undefined || located.subscriptionId === '') && { subscriptionId: place.value.subscriptionId }) };
  const { prediction, failure } = predictTemplate({ template: built.template, parameters: built.parameters, target: scope, now: collecting.ports.clock.now() });
  if (!prediction) throw new LogicError('Template.NotEvaluated', `The template cannot be evaluated here: ${failure.message}`, { nextStep: 'Make a plan with a connection.' });
  const own = prediction.resources.filter(({ type }) => type.toLowerCase() !== 'microsoft.resources/deployments');
  return { resources: own.map(toDeclared), notPredicted: [...own.filter(({ id }) => id.includes('[')).map(({ type }) => `The name of ${type} is only known at deployment.`), ...prediction.notPredicted.map(({ reason }) => reason)] };
}

function toDeclared({ id, type, name, body }: PredictedResource): DeclaredResources['resources'][number] {
  const value = asObject(body.value);
  const [location, sku] = [asString(value['location']), asString(asObject(value['sku'])['name'])];
  return { id, type, name: name.split('/').at(-1) ?? name, ...(location !== undefined && { location }), ...(sku !== undefined && { sku }) };
}

/** Of the newest run that made one, or one that was asked for by itself since. */
async function newestPlan(_: JsonObject, collecting: Collecting): Promise<Plan> {
  const [ran, alone] = [await collecting.answer(runs()), (await collecting.answer(records('plan')))[0]];
  const run = ran.find(({ planHash }) => planHash !== undefined);
  const ofRun = run && (await collecting.ports.readRun(run.deploymentId)).flatMap((event) => (event.type === 'plan' ? [event.plan] : [])).at(-1);
  const single = alone?.value as Plan | undefined;
  const newest = [ofRun, single].filter((one): one is Plan => one !== undefined).sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1))[0];
  if (!newest) throw new Absent('No plan has been made for this environment yet.');
  return newest;
}

/** Files of the last commit that name the run: what is only in the work tree documents nothing for others. */
async function findRecord(_: JsonObject, collecting: Collecting): Promise<DeploymentRecordFile> {
  const run = (await collecting.answer(runs())).find(({ success }) => success);
  if (!run) throw new Absent('No run of this environment has succeeded yet.');
  const { tools } = collecting.ports;
  const found = await tools.run('git', ['grep', '-I', '-l', '-F', '-e', run.deploymentId, 'HEAD', '--', '*.json', '*.md', '*.html'], collecting.signal);
  const paths = (found?.exitCode === 0 ? found.stdout.trim().split('\n') : []).map((line) => line.replace(/^HEAD:/, ''));
  const files = await Promise.all(paths.slice(0, 10).map(async (path) => ({ path, text: (await tools.run('git', ['show', `HEAD:./${path}`], collecting.signal))?.stdout ?? '' })));
  return { run, files };
}

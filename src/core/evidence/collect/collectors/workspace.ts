import { findConfigurations, type ConfigurationKind } from '../../../configurations';
import { listSecrets } from '../../../deployment';
import { asString, isObject } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Plan, PlanChange } from '../../../whatIf/plan';
import type { RecordKind } from '../../api';
import { compiled, records, runs, type DeclaredResources } from '../../queries';
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
  runs: (_, { ports, environment }) => ports.listRuns(environment.name),
  plan: newestPlan,
  records: (ask, { ports, environment }) => ports.records.list(environment.name, textOf(ask, 'kind') as RecordKind),
  configurations: (ask, { ports }) => findConfigurations(ports.files, textOf(ask, 'kind') as ConfigurationKind),
};

const environmentOf = async (ask: JsonObject, { ports, environment }: Collecting) => (typeof ask['environment'] === 'string' ? ports.getEnvironment(ask['environment']) : environment);

async function declare(ask: JsonObject, collecting: Collecting): Promise<DeclaredResources> {
  const { ports, signal } = collecting;
  const name = typeof ask['environment'] === 'string' ? ask['environment'] : undefined;
  const [environment, built] = [await environmentOf(ask, collecting), await collecting.answer(compiled(name))];
  if (!built.success) throw new Absent('The parameters file does not compile, so nobody knows what it declares.');
  // Names may come from the subscription's ID; without one they are shown as they would be computed.
  const scope = name === undefined ? await collecting.scope().catch(() => undefined) : undefined;
  const plan = await ports.planLocally(environment, built, scope, signal);
  return { resources: plan.changes.filter(({ changeType }) => changeType === 'Create').map(toDeclared), notPredicted: plan.notPredicted.map(({ reason }) => reason) };
}

function toDeclared({ resourceId, type, name, properties }: PlanChange): DeclaredResources['resources'][number] {
  const valueOf = (path: string): string | undefined => asString(properties.find((one) => one.path === path && !one.knownAtDeploy)?.after);
  const [location, sku] = [valueOf('location'), valueOf('sku.name') ?? skuOf(properties.find(({ path }) => path === 'sku')?.after)];
  return { id: resourceId, type, name, ...(location !== undefined && { location }), ...(sku !== undefined && { sku }) };
}

const skuOf = (value: unknown): string | undefined => (isObject(value) ? asString(value['name']) : undefined);

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

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureWorkspaceCopy } from '../scripts/lib/workspaceCopy.mjs';
import { connectAzure } from '../src/azure';
import { createEngine } from '../src/composition';
import type { Engine } from '../src/core/engine';
import { DeployError } from '../src/core/errors';
import type { ArmRequests } from '../src/core/ports';
import type { JsonObject, JsonValue } from '../src/core/values';
import { predictTemplate, type Plan } from '../src/core/whatIf';
import { BicepCli } from '../src/local/bicep';
import { startSandbox } from '../src/sandbox/index';
import { median, timed, type Bench, type Measure } from './measure';

const root = path.join(__dirname, '..');
const group = 'rg-aos-dev';
/** One value of a deployed resource, as the template wants it. */
interface Place { readonly id: string; readonly apiVersion: string; readonly path: readonly string[]; readonly value: boolean | number | string }

/** What-if of the sandbox reports what ARM's reports without a change: defaults that the service fills in, other spellings of regions, orders of lists. */
const bench: Bench = {
  title: 'A plan of an unchanged environment, and of one with a real drift, under realistic noise',
  async measure() {
    const scratch = mkdtempSync(path.join(tmpdir(), 'aos-bench-noise-'));
    const sandbox = await startSandbox({ provisioningDelay: 0, noiseProfile: 'realistic', seed: 7 });
    const { cloud } = sandbox.endpoints;
    const workspace = await ensureWorkspaceCopy(path.join(root, 'samples', 'aos'), path.join(scratch, 'aos'));
    const engine = createEngine({ root: workspace, cloud, subscriptionId: randomUUID(), sandboxEndpoint: () => Promise.resolve(cloud) });
    try {
      return await measureNoise(engine, workspace, (await connectAzure({ cloud })).arm);
    } finally {
      await engine.dispose();
      await sandbox.close();
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};

async function measureNoise(engine: Engine, workspace: string, arm: ArmRequests): Promise<readonly Measure[]> {
  const run = await engine.deploy('dev', { allowWarnings: true, confirm: ({ plan }) => Promise.resolve({ planHash: plan.planHash, how: 'flag', deletesConfirmed: true }) });
  const { success, message } = await run.result;
  if (!success) throw new Error(message);
  const unchanged = await engine.plan('dev', {});
  const { changes, ms } = await drifts(engine, arm, await placesOf(workspace, unchanged));
  const missed = changes.filter(({ seen }) => !seen);
  return [
    { what: 'real changes of an unchanged environment after its first run', value: realChanges(unchanged), unit: 'changes', bar: 1, how: `samples/aos dev, ${unchanged.counts.noChange + unchanged.counts.noise} resources` },
    { what: 'noise folded in that plan', value: unchanged.changes.flatMap(({ properties }) => properties.filter(({ noise }) => noise)).length, unit: 'changes', how: 'property changes that what-if reports although nothing changed' },
    { what: 'drifts of one property that the plan missed', value: missed.length, unit: 'changes', bar: 1, how: `of ${changes.length} generated: each value that the template sets and the service lets change, one at a time${missed.length > 0 ? `; first ${missed[0]!.place}` : ''}` },
    { what: 'drifts that a plan showed with other changes beside them', value: changes.filter(({ others }) => others > 0).length, unit: 'changes', bar: 1, how: 'the same; anything but the drift counts' },
    { what: 'a plan', value: ms, unit: 'ms', how: `median of ${changes.length}, the sandbox's work included` },
  ];
}

const realChanges = ({ counts }: Plan): number => counts.create + counts.modify + counts.delete;

async function placesOf(workspace: string, { target }: Plan): Promise<readonly Place[]> {
  const bicep = new BicepCli();
  try {
    const { template = {}, parameters = {} } = await bicep.compileParameters(path.join(workspace, 'deployment', 'parameters', 'dev.bicepparam'));
    const { prediction } = predictTemplate({ template, parameters, target, now: new Date() });
    return (prediction?.resources ?? []).filter(({ id, type }) => id.includes(`/${group}/`) && !/^microsoft\.(resources|authorization)\//i.test(type))
      .flatMap(({ id, apiVersion, body: { value } }) => leaves(value as JsonValue).map(({ path: at, value: one }) => ({ id, apiVersion, path: at, value: one })));
  } finally {
    await bicep.dispose();
  }
}

/** Once set it stays: a service refuses the template's value afterwards. */
const isForGood = (name: string): boolean => /^(softDeleteRetentionInDays|enablePurgeProtection|enableSoftDelete)$/i.test(name);

/** Values under `properties` and `tags`; what names, places or prices a resource is refused by services, or makes another one. */
function leaves(body: JsonValue): readonly Pick<Place, 'path' | 'value'>[] {
  const visit = (value: JsonValue | undefined, at: readonly string[]): readonly Pick<Place, 'path' | 'value'>[] => {
    if (typeof value === 'boolean' || typeof value === 'number' || (typeof value === 'string' && at[0] === 'tags' && !value.startsWith('['))) return [{ path: at, value }];
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value).flatMap(([name, member]) => (isForGood(name) ? [] : visit(member, [...at, name]))) : [];
  };
  const { properties, tags } = body as JsonObject;
  return [...visit(properties, ['properties']), ...visit(tags, ['tags'])];
}

interface Seen { readonly place: string; readonly seen: boolean; readonly others: number }

async function drifts(engine: Engine, arm: ArmRequests, places: readonly Place[]): Promise<{ readonly changes: readonly Seen[]; readonly ms: number }> {
  const [changes, times]: [Seen[], number[]] = [[], []];
  for (const place of places) {
    const url = `${place.id}?api-version=${place.apiVersion}`;
    const { body } = await arm.request('GET', url);
    if (!await putChanged(arm, url, body as JsonObject, place)) continue;
    let plan: Plan | undefined;
    times.push(await timed(async () => { plan = await engine.plan('dev', {}); }));
    const shown = plan!.changes.flatMap((change) => change.properties.filter(({ noise, knownAtDeploy, changeType }) => !noise && !knownAtDeploy && changeType !== 'NoEffect').map((property) => ({ id: change.resourceId.toLowerCase(), path: property.path.toLowerCase() })));
    const wanted = place.path.join('.').toLowerCase();
    const isIt = ({ id, path: at }: (typeof shown)[number]): boolean => id === place.id.toLowerCase() && (at === wanted || wanted.startsWith(`${at}.`));
    changes.push({ place: `${place.id.split('/').slice(-2).join('/')} ${wanted}`, seen: shown.some(isIt), others: shown.filter((one) => !isIt(one)).length });

    await write(arm, url, body as JsonObject, place.path);
  }
  return { changes, ms: median(times) };
}

/** False where the service refuses the other value, or keeps what it had. */
async function putChanged(arm: ArmRequests, url: string, body: JsonObject, { path: at, value }: Place): Promise<boolean> {
  const other = typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : `${value} by hand`;
  try {
    await write(arm, url, replaced(body, at, other), at);
  } catch (error) {
    if (error instanceof DeployError) return false;
    throw error;
  }
  const { body: now } = await arm.request('GET', url);
  return at.reduce<unknown>((found, name) => (found as JsonObject | undefined)?.[name], now) === other;
}

/** As people do it: the portal and the Azure CLI send the part that changes, where the service takes that. Tags go all together. */
async function write(arm: ArmRequests, url: string, whole: JsonObject, [first = '', ...rest]: readonly string[]): Promise<void> {
  const wanted = rest.reduce<JsonValue | undefined>((found, name) => (found as JsonObject | undefined)?.[name], whole[first]);
  const part = first === 'tags' || wanted === undefined ? { [first]: whole[first] ?? {} } : replaced({}, [first, ...rest], wanted);
  await arm.request('PATCH', url, part).catch(async (error: unknown) => {
    if (!(error instanceof DeployError)) throw error;
    await arm.request('PUT', url, whole);
  });
}

function replaced(body: JsonObject, [name = '', ...rest]: readonly string[], value: JsonValue): JsonObject {
  return { ...body, [name]: rest.length === 0 ? value : replaced((body[name] ?? {}) as JsonObject, rest, value) };
}

export default bench;

import { DeployError, EnvironmentError } from '../errors';
import { asObject, asString } from '../json';
import type { AzureConnection, Clock } from '../ports';
import { versionIn } from './applicationVersion';
import type { DeclaredFunction } from './declaredFunctions';
import { pathOf } from './functionPath';
import { isClosedToUs, readLiveHash } from './publish';
import { listFunctions, readReferences, type Site } from './site';

/** `unknown`: it could not be asked; `not-reachable`: not from this network. */
export type CheckState = 'pass' | 'fail' | 'unknown' | 'not-reachable';
export interface ApplicationCheck { readonly id: 'running' | 'functions' | 'health' | 'package' | 'references'; readonly state: CheckState; readonly reason: string; /** Of health: the version that its body names. */ readonly version?: string }

/** `not-verified`: nothing failed, and something could not be asked. */
export type ApplicationVerdict = 'alive' | 'not-alive' | 'not-verified';
export const verdictOf = (checks: readonly ApplicationCheck[]): ApplicationVerdict => (checks.some(({ state }) => state === 'fail') ? 'not-alive' : checks.length > 0 && checks.every(({ state }) => state === 'pass') ? 'alive' : 'not-verified');

export interface VerifyInput { readonly site: Site; readonly functions: readonly DeclaredFunction[]; readonly hash?: string; /** Milliseconds to wait for a host that starts. */ readonly patienceMs?: number }

/** Whether what was deployed is alive. Hosts need a moment: what is not right yet is asked again until the patience ends. */
export async function verifyApplication({ connection, clock }: { readonly connection: AzureConnection; readonly clock: Clock }, { site, functions, hash, patienceMs = 120_000 }: VerifyInput, signal?: AbortSignal): Promise<readonly ApplicationCheck[]> {
  const until = clock.now().getTime() + patienceMs;
  const patiently = async (ask: () => Promise<ApplicationCheck>): Promise<ApplicationCheck> => {
    for (;;) {
      const check = await ask();
      if (check.state !== 'fail' || clock.now().getTime() >= until) return check;
      await clock.sleep(3_000, signal);
    }
  };
  const running: ApplicationCheck = site.state === 'Running' ? { id: 'running', state: 'pass', reason: 'It is running.' } : { id: 'running', state: 'fail', reason: `Its state is ${site.state}.` };
  if (running.state === 'fail') return [running];
  const [listed, health, live, references] = [
    await patiently(() => checkFunctions(connection, site, functions, signal)), await patiently(() => checkHealth(connection, site, functions, signal)),
    await checkHash(connection, site, hash, signal), await checkReferences(connection, site, signal),
  ];
  return [running, listed, health, live, references];
}

async function checkFunctions(connection: AzureConnection, site: Site, declared: readonly DeclaredFunction[], signal?: AbortSignal): Promise<ApplicationCheck> {
  const listed = await listFunctions(connection, site, signal);
  const wanted = declared.map(({ name }) => name);
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const missing = wanted.filter((name) => !listed.some((one) => same(one, name)));
  const extra = listed.filter((name) => !wanted.some((one) => same(one, name)));
  if (listed.length === 0) return { id: 'functions', state: 'fail', reason: wanted.length === 0 ? 'The host finds no function, and the sources declare none.' : `The host finds no function; declared are ${wanted.join(', ')}.` };
  if (missing.length === 0 && extra.length === 0) return { id: 'functions', state: 'pass', reason: `${listed.length} functions, as declared.` };
  return { id: 'functions', state: 'fail', reason: [missing.length > 0 && `not found by the host: ${missing.join(', ')}`, extra.length > 0 && `not declared: ${extra.join(', ')}`].filter(Boolean).join('; ') };
}

/** The route that the sources call health, whatever its name. */
async function checkHealth({ dataPlanes }: AzureConnection, site: Site, functions: readonly DeclaredFunction[], signal?: AbortSignal): Promise<ApplicationCheck> {
  const declared = functions.find((one) => /health/i.test(one.route ?? '') || (one.trigger === 'http' && /health/i.test(one.name)));
  if (declared === undefined || site.url === undefined) return { id: 'health', state: 'unknown', reason: 'The application declares no health endpoint.' };
  try {
    const answer = await dataPlanes.send({ method: 'GET', url: `${site.url}${pathOf(declared)}`, timeoutMs: 30_000 }, signal);
    const { status, body } = answer;
    const said = statusOf(body);
    const version = versionIn(body);
    const named = version === undefined ? {} : { version };
    if (isClosedToUs(answer)) return { id: 'health', state: 'not-reachable', reason: 'The app does not answer from this network.' };
    if (status === 501) return { id: 'health', state: 'unknown', reason: 'The health endpoint is not implemented there (501).' };
    if (status === 401 || status === 403) return { id: 'health', state: 'unknown', reason: `The health endpoint wants a key (${status}).` };
    return status === 200 && (said === undefined || said === 'healthy') ? { id: 'health', state: 'pass', reason: `${status}, ${said ?? 'no status in the body'}.`, ...named } : { id: 'health', state: 'fail', reason: `${status}${said === undefined ? '' : `, ${said}`}.`, ...named };
  } catch (error) {
    if (error instanceof EnvironmentError && error.code.startsWith('Network.')) return { id: 'health', state: 'not-reachable', reason: error.message };
    throw error;
  }
}

function statusOf(body: string): string | undefined {
  try { return asString(asObject(JSON.parse(body))['status']); } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
}

async function checkHash({ dataPlanes }: AzureConnection, site: Site, hash: string | undefined, signal?: AbortSignal): Promise<ApplicationCheck> {
  try {
    const live = await readLiveHash(dataPlanes, site, signal);
    if (live === undefined) return { id: 'package', state: 'unknown', reason: 'The deployment site names no package.' };
    if (hash === undefined) return { id: 'package', state: 'unknown', reason: `The package ${live.slice(0, 12)} is live.` };
    return live === hash ? { id: 'package', state: 'pass', reason: `The package ${hash.slice(0, 12)} is live.` } : { id: 'package', state: 'fail', reason: `The package ${live.slice(0, 12)} is live, not ${hash.slice(0, 12)}.` };
  } catch (error) {
    if (error instanceof DeployError && error.kind !== 'cancelled') return { id: 'package', state: error.code.startsWith('Network.') ? 'not-reachable' : 'unknown', reason: error.message };
    throw error;
  }
}

async function checkReferences(connection: AzureConnection, site: Site, signal?: AbortSignal): Promise<ApplicationCheck> {
  const references = await readReferences(connection, site, signal);
  if (references === undefined) return { id: 'references', state: 'unknown', reason: 'The Key Vault references cannot be read.' };
  const broken = Object.entries(references).filter(([, status]) => status !== 'Resolved');
  return broken.length === 0 ? { id: 'references', state: 'pass', reason: `${Object.keys(references).length} Key Vault references, all resolved.` } : { id: 'references', state: 'fail', reason: broken.map(([name, status]) => `${name}: ${status}`).join(', ') };
}

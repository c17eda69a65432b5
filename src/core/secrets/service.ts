import { findSecretState, findSite, findVault, isSecretName, readAppSettings, seenOf, renderReference, type Application, type ApplicationService, type SecretFound, type SettingChanges } from '../applications';
import type { ConfigurationService, Reach } from '../configurations';
import { outputText, readLiveOutputs } from '../deployment';
import { DeployError, InputError, LogicError } from '../errors';
import { asObject, asString } from '../json';
import type { AzureConnection, Clock, GroupScope, SecretEntry, SecretVault } from '../ports';
import type { Diagnostic, JsonObject } from '../values';
import type { MovedSecret, PlainSecret, SecretResult, SecretRow, SecretsReport, SecretState } from './contract';
import { findDeploymentSecrets } from './deploymentSecrets';
import { identityOf, isPlainSecret, secretNameFor } from './plainSecrets';
import { addFromServers, addFromSettings, type WantedSecrets } from './wantedSecrets';

export interface SecretPorts { readonly reach: Reach; readonly clock: Clock; readonly applications: ApplicationService; readonly configurations: ConfigurationService }
interface Target { readonly connection: AzureConnection; readonly scope: GroupScope }
interface OpenVault { readonly name: string; readonly resource: JsonObject; readonly vault: SecretVault; readonly outputs: JsonObject }

/** Secrets of an environment's Key Vault. Values go in and never come out: no method returns, logs or stores one. */
export class SecretService {
  constructor(private readonly ports: SecretPorts) {}

  /** What the applications and MCP servers of the workspace need, and what the vault has. @throws LogicError `Secrets.NoVault`. */
  async list(environment: string, signal?: AbortSignal): Promise<SecretsReport> {
    const notices: string[] = [];
    const { name, derived, live } = await this.ports.reach(environment, async (target) => {
      const open = await openVault(target, signal);
      const derived = await findDeploymentSecrets(target.connection, target.scope, open.outputs, signal);
      return { ...open, derived, live: await listOrNothing(open, notices, signal) };
    }, signal);
    const wanted = await this.wanted(environment, name, notices, signal);
    for (const one of derived) if (!wanted.has(one.name)) wanted.set(one.name, []);
    for (const one of live ?? []) if (!wanted.has(one.name)) wanted.set(one.name, []);
    const states = live === undefined ? await this.askEach(environment, name, [...wanted.keys()], signal) : new Map(live.map((one) => [one.name.toLowerCase(), this.stateOf(one)]));
    const secrets = [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([secret, wantedBy]): SecretRow => {
      const [from, entry] = [derived.find((one) => one.name === secret)?.from, live?.find((one) => one.name.toLowerCase() === secret.toLowerCase())];
      return { name: secret, wantedBy, state: states.get(secret.toLowerCase()) ?? 'missing', source: from === undefined ? 'prompt' : 'deployment', ...(from !== undefined && { from }), ...(entry?.updatedAt !== undefined && { updatedAt: entry.updatedAt }), ...(entry?.expiresAt !== undefined && { expiresAt: entry.expiresAt }) };
    });
    return { vault: name, secrets, notices };
  }

  /** Secrets that MCP servers of the workspace name and the vault does not have, at the file that names them. What cannot be seen is no finding. */
  async checkServers(environment: string, signal?: AbortSignal): Promise<readonly Diagnostic[]> {
    const { single, registry } = await this.ports.configurations.find('server');
    const servers = [...single, ...registry?.entries ?? []];
    const wanted: WantedSecrets = new Map();
    addFromServers(wanted, servers);
    if (wanted.size === 0) return [];
    const vault = await this.ports.reach(environment, async (target) => (await openVault(target, signal)).name, signal);
    const states = await this.askEach(environment, vault, [...wanted.keys()], signal);
    return [...wanted].flatMap(([secret, by]) => {
      const state = states.get(secret.toLowerCase());
      if (state === undefined || state === 'set' || state === 'unknown') return [];
      return by.map((one): Diagnostic => ({ file: servers.find(({ id }) => id === one.slice(0, one.lastIndexOf(': ')))?.file ?? '', severity: 'warning', code: 'aos/secret-not-in-vault', message: `${one} names the secret ${secret}, which ${vault} ${state === 'missing' ? 'does not have' : `has ${state}`}; the app then takes an environment variable of that name.`, nextStep: `Set it: aos-deploy secrets set ${secret}.` }));
    });
  }

  /** Writes one secret as a new version, unless it has that value already. @throws InputError `Secrets.BadName`, `Secrets.Empty`; LogicError `Vault.Denied`. */
  async set(environment: string, name: string, value: string, signal?: AbortSignal): Promise<SecretResult> {
    refuseName(name);
    if (value === '') throw new InputError('Secrets.Empty', `The value of ${name} is empty.`, { nextStep: 'Give a value; to take a secret away, delete it in the vault.' });
    return this.ports.reach(environment, async (target) => write((await openVault(target, signal)).vault, name, value, signal), signal);
  }

  /** Writes secrets whose values the deployed resources know (connection strings). `names` absent: all of those. @throws InputError `Secrets.NotFromDeployment`. */
  setFromDeployment(environment: string, names?: readonly string[], signal?: AbortSignal): Promise<readonly SecretResult[]> {
    return this.ports.reach(environment, async (target) => {
      const { vault, outputs } = await openVault(target, signal);
      const derived = await findDeploymentSecrets(target.connection, target.scope, outputs, signal);
      const unknown = names?.find((name) => !derived.some((one) => one.name === name));
      if (unknown !== undefined) throw new InputError('Secrets.NotFromDeployment', `No deployed resource knows the value of ${unknown}.`, { nextStep: derived.length === 0 ? 'Deploy the infrastructure first.' : `They know ${derived.map((one) => one.name).join(', ')}; give others by hand.` });
      const results: SecretResult[] = [];
      for (const one of derived) if (names?.includes(one.name) ?? true) results.push(await write(vault, one.name, await one.read(signal), signal));
      return results;
    }, signal);
  }

  /** Settings of the applications that hold a secret as plain text. */
  async findPlain(environment: string, options: { readonly applications?: readonly string[]; readonly slot?: string } = {}, signal?: AbortSignal): Promise<readonly PlainSecret[]> {
    const applications = await this.ports.applications.find(options.applications);
    return this.ports.reach(environment, async (target) => {
      const { vault, outputs } = await openVault(target, signal);
      const known = new Map<string, string>();
      for (const one of await findDeploymentSecrets(target.connection, target.scope, outputs, signal)) known.set(identityOf(await one.read(signal)), one.name);
      const found: PlainSecret[] = [];
      for (const application of applications) {
        const site = await findSite(target, application, options.slot, signal);
        for (const [setting, value] of Object.entries(await readAppSettings(target.connection, site, signal)).sort(([a], [b]) => (a < b ? -1 : 1))) {
          if (!isPlainSecret(setting, value)) continue;
          const secret = known.get(identityOf(value)) ?? secretNameFor(setting);
          // The same value under two names is one secret.
          known.set(identityOf(value), secret);
          const there = await vault.find(secret, signal);
          found.push({ application: application.name, site: site.name, ...(site.slot !== undefined && { slot: site.slot }), setting, secret, isInVault: there !== undefined && identityOf(there.value) === identityOf(value) });
        }
      }
      return found;
    }, signal);
  }

  /** Puts plain secrets into the vault, and references in their place; one that then does not resolve gets its plain value back. A secret of that name with another value is never overwritten. */
  async move(environment: string, secrets: readonly PlainSecret[], signal?: AbortSignal): Promise<readonly MovedSecret[]> {
    const applications = await this.ports.applications.find([...new Set(secrets.map(({ application }) => application))]);
    const moved: MovedSecret[] = [];
    for (const group of groupBySite(secrets)) {
      const application = applications.find(({ name }) => name === group[0]!.application)!;
      moved.push(...await this.moveOf(environment, application, group, signal));
    }
    return moved;
  }

  private async moveOf(environment: string, application: Application, secrets: readonly PlainSecret[], signal?: AbortSignal): Promise<readonly MovedSecret[]> {
    const slot = secrets[0]?.slot;
    const refused: MovedSecret[] = [];
    const { changes, seen } = await this.ports.reach(environment, async (target) => {
      const { name: vaultName, vault } = await openVault(target, signal);
      const live = await readAppSettings(target.connection, await findSite(target, application, slot, signal), signal);
      const wanted: Record<string, string> = {};
      for (const { setting, secret } of secrets) {
        const problem = await store(vault, secret, live[setting], signal);
        if (problem === undefined) wanted[setting] = renderReference({ vault: vaultName, secret });
        else refused.push({ setting, secret, outcome: 'refused', reason: problem });
      }
      return { changes: wanted as SettingChanges, seen: seenOf(live, Object.keys(wanted)) };
    }, signal);
    const done = await this.ports.applications.changeSettings(environment, application, changes, { seen, ...(slot !== undefined && { slot }) }, signal);
    const outcomes = secrets.filter(({ setting }) => setting in changes).map(({ setting, secret }): MovedSecret => {
      const [no, back] = [done.refused.find(({ name }) => name === setting), done.rolledBack.find(({ name }) => name === setting)];
      return no ? { setting, secret, outcome: 'refused', reason: no.reason, refused: no } : back ? { setting, secret, outcome: 'rolled-back', reason: back.reason } : { setting, secret, outcome: 'moved' };
    });
    return [...refused, ...outcomes];
  }

  private async wanted(environment: string, vault: string, notices: string[], signal?: AbortSignal): Promise<WantedSecrets> {
    const wanted: WantedSecrets = new Map();
    const servers = await this.ports.configurations.find('server');
    addFromServers(wanted, [...servers.single, ...servers.registry?.entries ?? []]);
    for (const application of await orNone(() => this.ports.applications.find(), notices)) {
      try { addFromSettings(wanted, application.name, (await this.ports.applications.settings(environment, application, undefined, signal)).settings, vault); } catch (error) {
        if (!(error instanceof DeployError) || error.kind === 'cancelled') throw error;
        notices.push(`What ${application.name} needs is not known: ${error.message}`);
      }
    }
    return wanted;
  }

  /** Without a data role ARM still tells which secrets there are. */
  private askEach(environment: string, vault: string, names: readonly string[], signal?: AbortSignal): Promise<Map<string, SecretState>> {
    return this.ports.reach(environment, async ({ connection, scope }) => {
      const resource = await findVault(connection, scope.subscriptionId, vault, signal) ?? {};
      const states = new Map<string, SecretState>();
      for (const name of names) states.set(name.toLowerCase(), stateFound[await findSecretState(connection, resource, name, this.ports.clock.now(), signal)]);
      return states;
    }, signal);
  }

  private stateOf({ isEnabled, expiresAt }: SecretEntry): SecretState {
    return !isEnabled ? 'disabled' : expiresAt !== undefined && Date.parse(expiresAt) <= this.ports.clock.now().getTime() ? 'expired' : 'set';
  }
}

const stateFound: Readonly<Record<SecretFound, SecretState>> = { there: 'set', missing: 'missing', disabled: 'disabled', expired: 'expired', unknown: 'unknown' };

function refuseName(name: string): void {
  if (!isSecretName(name)) throw new InputError('Secrets.BadName', `"${name}" can be no name of a secret: letters, digits and hyphens are allowed, 127 at most.`, { nextStep: `Call it ${secretNameFor(name)}.` });
}

async function openVault({ connection, scope }: Target, signal?: AbortSignal): Promise<OpenVault> {
  const outputs = await readLiveOutputs(connection, scope, signal);
  const all = (await connection.resources.listResources(scope, signal)).filter(({ type }) => type.toLowerCase() === 'microsoft.keyvault/vaults');
  const name = outputText(outputs, 'keyVaultName') ?? (all.length === 1 ? all[0]?.name : undefined);
  if (name === undefined) throw new LogicError('Secrets.NoVault', all.length === 0 ? `${scope.resourceGroup} holds no Key Vault.` : `${scope.resourceGroup} holds ${all.length} Key Vaults (${all.map((one) => one.name).join(', ')}), and no deployment says which one is meant.`, { nextStep: 'Deploy the infrastructure first: its output keyVaultName names the vault.' });
  const resource = await findVault(connection, scope.subscriptionId, name, signal);
  const uri = asString(asObject(resource?.['properties'])['vaultUri']);
  if (!resource || uri === undefined) throw new LogicError('Secrets.NoVault', `The Key Vault ${name} is not there.`, { nextStep: 'Deploy the infrastructure again.' });
  return { name, resource, outputs, vault: connection.dataPlanes.openVault(uri) };
}

async function listOrNothing({ vault }: OpenVault, notices: string[], signal?: AbortSignal): Promise<readonly SecretEntry[] | undefined> {
  try { return await vault.list(signal); } catch (error) {
    if (!(error instanceof LogicError)) throw error;
    notices.push(`${error.message} What it has is asked one by one, as far as ARM tells.`);
    return undefined;
  }
}

/** Who may not read values may still write; then there is a version more. */
async function write(vault: SecretVault, name: string, value: string, signal?: AbortSignal): Promise<SecretResult> {
  const there = await findReadable(vault, name, signal);
  if (there?.value === value && there.isEnabled) return { name, outcome: 'unchanged', ...(there.version !== undefined && { version: there.version }) };
  const { version } = await vault.set(name, value, signal);
  return { name, outcome: 'written', ...(version !== undefined && { version }) };
}

async function findReadable(vault: SecretVault, name: string, signal?: AbortSignal): ReturnType<SecretVault['find']> {
  try { return await vault.find(name, signal); } catch (error) {
    if (error instanceof LogicError && error.code === 'Vault.Denied') return undefined;
    throw error;
  }
}

/** Why a plain value cannot go into the vault; undefined once it is there. */
async function store(vault: SecretVault, secret: string, value: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
  if (!isSecretName(secret)) return `"${secret}" can be no name of a secret.`;
  if (value === undefined) return 'The setting is not there any more.';
  const there = await vault.find(secret, signal);
  if (there && identityOf(there.value) !== identityOf(value)) return `The vault has a secret ${secret} with another value: choose another name, or set the secret first.`;
  if (!there) await vault.set(secret, value, signal);
  return undefined;
}

function groupBySite(secrets: readonly PlainSecret[]): readonly (readonly PlainSecret[])[] {
  const groups = new Map<string, PlainSecret[]>();
  for (const one of secrets) groups.set(`${one.site}/${one.slot ?? ''}`, [...groups.get(`${one.site}/${one.slot ?? ''}`) ?? [], one]);
  return [...groups.values()];
}

async function orNone(find: () => Promise<readonly Application[]>, notices: string[]): Promise<readonly Application[]> {
  try { return await find(); } catch (error) {
    if (!(error instanceof InputError)) throw error;
    notices.push(error.message);
    return [];
  }
}

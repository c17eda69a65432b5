import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BlobServiceClient, StorageSharedKeyCredential, type BlockBlobClient } from '@azure/storage-blob';
import { createEngine } from '../../src/composition';
import type { Engine } from '../../src/core/engine';
import { DeployError } from '../../src/core/errors';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { clientsFor, subscriptionId } from './support/clients';
import { providerClientsFor } from './support/providerClients';

describe('configurations in real blobs', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  let sandbox: StartedSandbox;
  let people = 0;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    await clientsFor(sandbox.endpoints.resourceManager).resources.resourceGroups.createOrUpdate('rg-aos-dev', { location: 'eastus' });
  });
  after(() => sandbox.close());

  const createAccount = (name: string) => providerClientsFor(sandbox.endpoints.resourceManager).storage.storageAccounts.beginCreateAndWait('rg-aos-dev', name, { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });

  /** The registry of agents as it lies in an account, and the blob to change it by. */
  async function liveRegistry(name: string): Promise<{ readonly blobs: BlockBlobClient; readonly text: string }> {
    const { storage } = providerClientsFor(sandbox.endpoints.resourceManager);
    const [{ primaryEndpoints }, { keys }] = [await storage.storageAccounts.getProperties('rg-aos-dev', name), await storage.storageAccounts.listKeys('rg-aos-dev', name)];
    const blobs = new BlobServiceClient(primaryEndpoints!.blob!, new StorageSharedKeyCredential(name, keys![0]!.value!)).getContainerClient('agent-configs').getBlockBlobClient('agent_registry.json');
    return { blobs, text: (await blobs.downloadToBuffer()).toString('utf8') };
  }

  /** A workspace of its own with the given agents (id -> purpose), as of another person. */
  function person(agents: Readonly<Record<string, string>>, account?: string): { engine: Engine; write: (id: string, purpose: string) => void; remove: (id: string) => void; root: string } {
    const root = path.join(folder(), `person${++people}`);
    for (const sub of ['agents', 'deployment/parameters']) mkdirSync(path.join(root, sub), { recursive: true });
    writeFileSync(path.join(root, 'deployment/main-modular.bicep'), '');
    writeFileSync(path.join(root, 'deployment/parameters/dev.bicepparam'), "using '../main-modular.bicep'\n");
    writeFileSync(path.join(root, 'aos.yaml'), `environments:\n  dev:\n    subscription: ${subscriptionId}\n${account ? `    storageAccount: ${account}\n` : ''}`);
    const write = (id: string, purpose: string): void => writeFileSync(path.join(root, 'agents', `${id}.json`), JSON.stringify({ agent_id: id, agent_type: 'LeadershipAgent', purpose, purpose_scope: 'all', adapter_name: id, mcp_tools: [], enabled: true, domain_knowledge: { domain: id, training_data_path: 'x', adapter_config: {} } }));
    for (const [id, purpose] of Object.entries(agents)) write(id, purpose);
    const engine = createEngine({ root, cloud: sandbox.endpoints.resourceManager, sandboxEndpoint: () => Promise.reject(new Error('not needed')) });
    return { engine, write, root, remove: (id) => rmSync(path.join(root, 'agents', `${id}.json`)) };
  }
  const states = async ({ engine }: { engine: Engine }) => {
    const { configurations, registry } = await engine.configurations.compare('dev', 'agent');
    return Object.fromEntries(configurations.map(({ id, state }) => [id, [state, registry.find((one) => one.id === id)?.state]]));
  };
  const outcomes = (report: Awaited<ReturnType<Engine['configurations']['upload']>>) => ({ ...Object.fromEntries(report.results.map(({ id, outcome }) => [id, outcome])), registry: report.registry.outcome });
  const codeOf = (act: Promise<unknown>) => act.then(() => 'accepted', (error: unknown) => { assert.ok(error instanceof DeployError, String(error)); return error.code; });

  it('need a storage account that can be found', async () => {
    const one = person({ ceo: 'lead' });
    assert.equal(await codeOf(one.engine.configurations.compare('dev', 'agent')), 'Configuration.NoStorageAccount');
    await createAccount('aosfirst');
    assert.deepEqual(await states(one), { ceo: ['new', 'new'] });
    await createAccount('aossecond');
    assert.equal(await codeOf(one.engine.configurations.compare('dev', 'agent')), 'Configuration.ManyStorageAccounts');
    assert.equal(await codeOf(person({}, 'aosthird').engine.configurations.compare('dev', 'agent')), 'Configuration.NoStorageAccount');
  });

  it('travel in both forms, create their containers, and only when they changed', async () => {
    const one = person({ ceo: 'lead', cfo: 'count' }, 'aosfirst');
    const dry = await one.engine.configurations.upload('dev', 'agent', { dryRun: true });
    assert.deepEqual([outcomes(dry), dry.created], [{ ceo: 'would-upload', cfo: 'would-upload', registry: 'would-upload' }, []]);
    const told: string[] = [];
    const first = await one.engine.configurations.upload('dev', 'agent', { onCreate: (container) => told.push(container) });
    assert.deepEqual([outcomes(first), told, first.created], [{ ceo: 'uploaded', cfo: 'uploaded', registry: 'uploaded' }, ['aos-config', 'agent-configs'], ['aos-config', 'agent-configs']]);
    assert.deepEqual(outcomes(await one.engine.configurations.upload('dev', 'agent')), { ceo: 'in-sync', cfo: 'in-sync', registry: 'in-sync' });
    one.write('cfo', 'count better');
    assert.deepEqual(await states(one), { ceo: ['in-sync', 'in-sync'], cfo: ['changed-here', 'changed-here'] });
    assert.deepEqual(outcomes(await one.engine.configurations.upload('dev', 'agent', { ids: ['ceo'] })), { ceo: 'in-sync', registry: 'in-sync' });
    const second = await one.engine.configurations.upload('dev', 'agent');
    assert.deepEqual([outcomes(second), second.registry.changed], [{ ceo: 'in-sync', cfo: 'uploaded', registry: 'uploaded' }, ['cfo']]);
  });

  it('of somebody else are kept and reported until one decides, and can be restored', async () => {
    const other = person({ ceo: 'lead', cfo: 'count my way', cto: 'build' }, 'aosfirst');
    assert.deepEqual(await states(other), { ceo: ['in-sync', 'in-sync'], cfo: ['conflict', 'conflict'], cto: ['new', 'new'] });
    const refused = await other.engine.configurations.upload('dev', 'agent');
    assert.deepEqual([outcomes(refused), refused.registry.changed], [{ ceo: 'in-sync', cfo: 'conflict', cto: 'uploaded', registry: 'uploaded' }, ['cto']]);
    assert.deepEqual(outcomes(await other.engine.configurations.upload('dev', 'agent', { overwrite: 'all', ids: ['cfo'] })), { cfo: 'uploaded', registry: 'uploaded' });
    const versions = await other.engine.configurations.listVersions('dev', 'agent', 'cfo');
    assert.equal(versions.length, 2);
    assert.deepEqual(outcomes(await other.engine.configurations.restore('dev', 'agent', 'cfo', versions[0]!.version)), { cfo: 'uploaded', registry: 'uploaded' });
    other.write('cfo', 'count better');
    assert.deepEqual((await states(other))['cfo'], ['in-sync', 'in-sync']);
    assert.equal(await codeOf(other.engine.configurations.restore('dev', 'agent', 'cfo', 'never')), 'Configuration.NoVersion');
  });

  it('that both changed are merged, and nothing is written before one agrees', async () => {
    await createAccount('aosmerge');
    const [one, other] = [person({ ceo: 'lead' }, 'aosmerge'), person({ ceo: 'lead' }, 'aosmerge')];
    await one.engine.configurations.upload('dev', 'agent');
    await other.engine.configurations.upload('dev', 'agent');
    const edit = (who: typeof one, change: object): void => { const file = path.join(who.root, 'agents', 'ceo.json'); writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')) as object, ...change })); };
    edit(one, { purpose: 'lead well', enabled: false });
    await one.engine.configurations.upload('dev', 'agent');
    edit(other, { purpose_scope: 'everything' });
    const merged = await other.engine.configurations.merge('dev', 'agent', 'ceo');
    assert.deepEqual([merged.state, merged.conflicts, merged.taken, merged.base !== undefined], ['conflict', [], ['purpose', 'enabled'], true]);
    assert.deepEqual((await states(other))['ceo'], ['conflict', 'conflict']);
    edit(one, { purpose: 'lead on' });
    await one.engine.configurations.upload('dev', 'agent');
    assert.deepEqual((await other.engine.configurations.acceptMerge('dev', merged)).results.map(({ outcome }) => outcome), ['conflict'], 'a change after the merge is kept');
    const again = await other.engine.configurations.merge('dev', 'agent', 'ceo', 'live');
    assert.deepEqual(again.conflicts.map(({ path: place, live }) => [place, live]), [['purpose', 'lead on']]);
    assert.deepEqual(outcomes(await other.engine.configurations.acceptMerge('dev', again)), { ceo: 'uploaded', registry: 'uploaded' });
    const { purpose, purpose_scope: scope, enabled } = JSON.parse((await one.engine.configurations.threeSides('dev', 'agent', 'ceo')).live!) as Record<string, unknown>;
    assert.deepEqual([purpose, scope, enabled], ['lead on', 'everything', false]);
    assert.equal(await codeOf(other.engine.configurations.merge('dev', 'agent', 'nobody')), 'Configuration.Unknown');
    other.write('fresh', 'new');
    assert.equal(await codeOf(other.engine.configurations.merge('dev', 'agent', 'fresh')), 'Configuration.NothingToMerge');
    assert.equal(await codeOf(other.engine.configurations.acceptMerge('dev', { ...again, text: '{"agent_id":"cfo","purpose":"x"}' })), 'Configuration.BadId');
  });

  it('of a registry file are merged entry by entry, and the rest of the file stays as it is', async () => {
    await createAccount('aosregistry');
    const [one, other] = [person({}, 'aosregistry'), person({}, 'aosregistry')];
    const entry = (id: string, more: object = {}) => ({ agent_id: id, agent_type: 'leadership', purpose: 'lead', domain_knowledge: { domain: id, training_data_path: 'x', adapter_config: {} }, ...more });
    const file = (who: typeof one): string => path.join(who.root, 'agent_registry.json');
    const write = (who: typeof one, ceo: object): void => writeFileSync(file(who), `{\n\t"version": "1.0",\n\t"owner": "team",\n\t"agents": [\n\t\t${JSON.stringify(entry('cfo'))},\n\t\t${JSON.stringify(entry('ceo', ceo))}\n\t]\n}\n`);
    write(one, {});
    write(other, {});
    await one.engine.configurations.upload('dev', 'agent');
    await other.engine.configurations.upload('dev', 'agent');
    write(one, { purpose: 'lead well' });
    await one.engine.configurations.upload('dev', 'agent');
    write(other, { enabled: false });
    assert.deepEqual(await states(other), { ceo: ['conflict', 'conflict'], cfo: ['in-sync', 'in-sync'] });
    const merged = await other.engine.configurations.merge('dev', 'agent', 'ceo');
    assert.deepEqual([merged.isEntry, merged.conflicts, merged.taken], [true, [], ['purpose']]);
    assert.deepEqual(outcomes(await other.engine.configurations.acceptMerge('dev', merged)), { ceo: 'uploaded', registry: 'uploaded' });
    const text = readFileSync(file(other), 'utf8');
    assert.ok(text.startsWith(`{\n\t"version": "1.0",\n\t"owner": "team",\n\t"agents": [\n\t\t${JSON.stringify(entry('cfo'))},`), text);
    assert.deepEqual((JSON.parse(text) as { agents: object[] }).agents[1], entry('ceo', { enabled: false, purpose: 'lead well' }));
    assert.deepEqual(await states(other), { ceo: ['in-sync', 'in-sync'], cfo: ['in-sync', 'in-sync'] });
  });

  it('that are deployed are taken over: into their file, into their entry of the registry file, or as an entry more', async () => {
    await createAccount('aostaken');
    const [one, other] = [person({}, 'aostaken'), person({}, 'aostaken')];
    const file = (who: typeof one): string => path.join(who.root, 'agent_registry.json');
    const entry = (id: string, purpose: string) => ({ agent_id: id, purpose, domain_knowledge: { domain: id, training_data_path: 'x', adapter_config: {} } });
    const text = (...entries: readonly object[]): string => `{\n\t"version": "1.0",\n\t"owner": "ours",\n\t"agents": ${JSON.stringify(entries)}\n}\n`;
    for (const who of [one, other]) writeFileSync(file(who), text(entry('ceo', 'lead'), entry('cfo', 'count')));
    await one.engine.configurations.upload('dev', 'agent');
    writeFileSync(file(one), text(entry('ceo', 'lead well'), entry('cfo', 'count'), entry('cto', 'build')));
    await one.engine.configurations.upload('dev', 'agent');
    for (const id of ['ceo', 'cto']) {
      const taken = await other.engine.configurations.takeLive('dev', 'agent', id);
      assert.equal(taken.file, file(other));
      writeFileSync(file(other), taken.text!);
    }
    const here = readFileSync(file(other), 'utf8');
    assert.match(here, /^{\n\t"version": "1.0",\n\t"owner": "ours",/);
    assert.deepEqual((await other.engine.configurations.find('agent')).registry!.entries.map(({ id, value }) => [id, value['purpose']]), [['ceo', 'lead well'], ['cfo', 'count'], ['cto', 'build']]);
    assert.deepEqual(await states(other), { ceo: ['in-sync', 'in-sync'], cfo: ['in-sync', 'in-sync'], cto: ['in-sync', 'in-sync'] });
    assert.equal((await other.engine.configurations.takeLive('dev', 'agent', 'cfo')).state, 'in-sync');
    assert.equal(await codeOf(other.engine.configurations.takeLive('dev', 'agent', 'nobody')), 'Configuration.Unknown');
  });

  it('whose entry alone was changed in the registry there are merged too, and a later change there is kept', async () => {
    await createAccount('aosentry');
    const one = person({ ceo: 'lead' }, 'aosentry');
    writeFileSync(path.join(one.root, 'agent_registry.json'), JSON.stringify({ version: '1.0', agents: [{ agent_id: 'ceo', purpose: 'as in the registry', success_criteria: ['growth'], domain_knowledge: { domain: 'ceo', training_data_path: 'x', adapter_config: {} } }] }));
    await one.engine.configurations.upload('dev', 'agent');
    const changeThere = async (change: object): Promise<void> => {
      const { blobs, text } = await liveRegistry('aosentry');
      const { agents: [ceo], ...rest } = JSON.parse(text) as { agents: object[] };
      await blobs.upload(JSON.stringify({ ...rest, agents: [{ ...ceo, ...change }] }), Buffer.byteLength(JSON.stringify({ ...rest, agents: [{ ...ceo, ...change }] })));
    };
    await changeThere({ success_criteria: ['growth', 'trust'], purpose_scope: 'there' });
    one.write('ceo', 'lead here');
    await one.engine.configurations.upload('dev', 'agent');
    assert.deepEqual((await states(one))['ceo'], ['in-sync', 'conflict']);
    const merged = await one.engine.configurations.merge('dev', 'agent', 'ceo');
    assert.deepEqual([merged.isEntry, merged.conflicts, merged.taken, merged.entryText !== undefined], [false, [], ['success_criteria', 'purpose_scope'], true]);
    await changeThere({ purpose_scope: 'later' });
    assert.deepEqual((await one.engine.configurations.acceptMerge('dev', merged)).registry.conflicts, ['ceo'], 'what was not merged is kept');
    const again = await one.engine.configurations.merge('dev', 'agent', 'ceo', 'live');
    assert.deepEqual(outcomes(await one.engine.configurations.acceptMerge('dev', again)), { ceo: 'uploaded', registry: 'uploaded' });
    const { text } = await liveRegistry('aosentry');
    const [ceo] = (JSON.parse(text) as { agents: Record<string, unknown>[] }).agents;
    assert.deepEqual([ceo?.['purpose'], ceo?.['purpose_scope'], ceo?.['success_criteria']], ['lead here', 'later', ['growth', 'trust']]);
    assert.deepEqual((await states(one))['ceo'], ['in-sync', 'in-sync']);
    const here = JSON.parse(readFileSync(path.join(one.root, 'agent_registry.json'), 'utf8')) as { agents: Record<string, unknown>[] };
    assert.deepEqual([here.agents[0]?.['success_criteria'], here.agents[0]?.['purpose']], [['growth', 'trust'], 'as in the registry']);
  });

  it('turn from one form into the other and back without a loss', async () => {
    const one = person({ ceo: 'lead', cfo: 'count' });
    const there = await one.engine.configurations.planConversion('agent', 'registry');
    assert.deepEqual(there.files.map(({ file, action }) => [path.basename(file), action]), [['agent_registry.json', 'create']]);
    await one.engine.configurations.applyConversion(there);
    const before = (await one.engine.configurations.find('agent')).registry!.entries.map(({ id, contentHash }) => [id, contentHash]);
    for (const id of ['ceo', 'cfo']) one.remove(id);
    const back = await one.engine.configurations.planConversion('agent', 'files');
    assert.deepEqual((await one.engine.configurations.applyConversion(back)).map((file) => path.basename(file)), ['ceo.json', 'cfo.json']);
    rmSync(path.join(one.root, 'agent_registry.json'));
    await one.engine.configurations.applyConversion(await one.engine.configurations.planConversion('agent', 'registry'));
    assert.deepEqual((await one.engine.configurations.find('agent')).registry!.entries.map(({ id, contentHash }) => [id, contentHash]), before);
    assert.deepEqual(await one.engine.configurations.applyConversion(await one.engine.configurations.planConversion('agent', 'registry')), []);
  });

  it('begin as valid files from a few answers', async () => {
    const one = person({ ceo: 'lead' });
    const { create } = { create: one.engine.configurations.create.bind(one.engine.configurations) };
    const { file } = await create({ kind: 'agent', id: 'cmo', purpose: 'sell', mcpTools: [{ server: 'github', tool: 'search' }] });
    assert.equal(file, path.join(one.root, 'agents', 'cmo.json'));
    await create({ kind: 'server', id: 'github', command: 'npx', args: ['-y', 'x'], env: { GITHUB_TOKEN: { secret: 'GitHubPAT' } } });
    for (const kind of ['agent', 'server'] as const) assert.deepEqual((await one.engine.configurations.validate(kind)).diagnostics, []);
    assert.equal(await codeOf(create({ kind: 'agent', id: 'CMO', purpose: 'x' })), 'Configuration.Exists');
    assert.equal(await codeOf(create({ kind: 'agent', id: '../x', purpose: 'x' })), 'Configuration.BadId');
    assert.equal(await codeOf(create({ kind: 'agent', id: 'new', purpose: ' ' })), 'Configuration.Incomplete');
    assert.equal(await codeOf(create({ kind: 'server', id: 'new', command: '' })), 'Configuration.Incomplete');
  });

  it('without a file are pruned from both forms, and leave a version', async () => {
    const other = person({ ceo: 'lead' }, 'aosfirst');
    assert.deepEqual((await states(other))['cto'], ['only-there', 'only-there']);
    assert.deepEqual(outcomes(await other.engine.configurations.prune('dev', 'agent', ['cto'])), { cto: 'deleted', registry: 'uploaded' });
    assert.deepEqual(Object.keys(await states(other)), ['ceo', 'cfo']);
    assert.equal((await other.engine.configurations.listVersions('dev', 'agent', 'cto')).length, 1);
  });

  it('with an error reach nobody', async () => {
    const one = person({ ceo: 'lead' }, 'aossecond');
    writeFileSync(path.join(one.root, 'agents', 'bad.json'), '{ "agent_id": ');
    assert.equal(await codeOf(one.engine.configurations.upload('dev', 'agent')), 'Configuration.Invalid');
    assert.equal(await codeOf(one.engine.configurations.upload('dev', 'agent', { ids: ['nobody'] })), 'Configuration.Invalid');
    assert.equal(await codeOf(one.engine.configurations.upload('dev', 'agent', { ids: ['bad'] })), 'Configuration.Invalid');
    assert.equal((await one.engine.configurations.upload('dev', 'agent', { ids: ['ceo'] })).results[0]?.outcome, 'uploaded');
    writeFileSync(path.join(one.root, 'aos.yaml'), 'agents: { container: NO }\n');
    assert.equal(await codeOf(one.engine.configurations.find('agent')), 'Workspace.BadSettings');
  });

  it('of two people at once are all there or reported, in both forms', async () => {
    await createAccount('aosrace');
    const ids = Array.from({ length: 12 }, (_, index) => `a${index}`);
    const base = Object.fromEntries(ids.map((id) => [id, 'base']));
    const [left, right] = [person(base, 'aosrace'), person(base, 'aosrace')];
    await left.engine.configurations.upload('dev', 'agent');
    await right.engine.configurations.upload('dev', 'agent');
    ids.forEach((id, index) => { if (index % 2 === 0) left.write(id, 'left'); if (index % 3 === 0) right.write(id, 'right'); });
    const reports = await Promise.all([left, right].map(({ engine }) => engine.configurations.upload('dev', 'agent')));
    const reader = person({}, 'aosrace').engine;
    const { registry, configurations } = await reader.configurations.compare('dev', 'agent');
    assert.equal(registry.length, ids.length);
    assert.equal(configurations.length, ids.length);
    const live = await Promise.all([left, right].map(states));
    [left, right].forEach((one, side) => ids.forEach((id) => {
      const mine = JSON.parse(readFileSync(path.join(one.root, 'agents', `${id}.json`), 'utf8')) as { purpose: string };
      if (mine.purpose === 'base') return;
      const { outcome } = reports[side]!.results.find((result) => result.id === id)!;
      assert.ok(outcome === 'uploaded' || outcome === 'conflict' || outcome === 'kept-theirs', outcome);
      if (outcome === 'uploaded') assert.deepEqual(live[side]![id], ['in-sync', 'in-sync']);
      else assert.ok(['conflict', 'changed-there'].includes(live[side]![id]![0]!));
    }));
  });
});

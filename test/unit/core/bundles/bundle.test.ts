import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { compareBundles, makeBundle, parametersOf, parseBundle, type BundleSource } from '../../../../src/core/bundles';
import { LogicError } from '../../../../src/core/errors';
import { BundleFolder } from '../../../../src/local/bundles/bundleFolder';

const source = (over: Partial<BundleSource> = {}): BundleSource => ({
  environment: 'dev', deploymentId: 'd1', deploymentName: 'd1', madeAt: '2026-01-01T00:00:00Z', target: { cloud: 'sandbox', subscriptionId: 's', resourceGroup: 'g', location: 'eastus' },
  template: { resources: {} }, parameters: { location: { value: 'eastus' } }, outputs: {}, secureParameterNames: [], ...over,
});

describe('A bundle', () => {
  it('never holds the value of a secure parameter, however it is spelled', () => {
    fc.assert(fc.property(fc.string({ minLength: 6 }).filter((text) => !JSON.stringify(source()).includes(text)), (secret) => {
      const bundle = makeBundle(source({ parameters: { B2CSecret: { value: secret }, other: { value: 1 } }, secureParameterNames: ['b2cSecret'] }));
      assert.ok(!JSON.stringify(bundle).includes(JSON.stringify(secret)));
      assert.deepEqual([bundle.content.missingSecrets, Object.keys(bundle.content.parameters)], [['B2CSecret'], ['other']]);
      assert.deepEqual(parametersOf(bundle, { B2CSecret: secret }), { B2CSecret: { value: secret }, other: { value: 1 } });
    }));
  });

  it('keeps Key Vault references of secure parameters', () => {
    const reference = { reference: { keyVault: { id: '/kv' }, secretName: 's' } };
    const bundle = makeBundle(source({ parameters: { s: reference }, secureParameterNames: ['s'] }));
    assert.deepEqual([bundle.content.parameters, parametersOf(bundle, {})], [{ s: reference }, { s: reference }]);
  });

  it('asks for the secrets it does not hold', () => {
    const bundle = makeBundle(source({ parameters: { s: { value: 'x' } }, secureParameterNames: ['s'] }));
    assert.throws(() => parametersOf(bundle, {}), (error) => error instanceof LogicError && error.code === 'Bundle.SecretMissing' && error.message.includes(' s,'));
  });

  it('has the same id for the same content, and is refused when a byte of it changed', () => {
    const bundle = makeBundle(source());
    assert.equal(makeBundle(source()).bundleId, bundle.bundleId);
    const text = JSON.stringify(bundle.content);
    assert.deepEqual(parseBundle(text, bundle.bundleId), bundle);
    for (const broken of [text.replace('eastus', 'westus'), text.slice(0, -5), 'null', '{"version":2}']) assert.throws(() => parseBundle(broken, bundle.bundleId), (error) => error instanceof LogicError && error.code === 'Bundle.Damaged');
  });

  it('is compared by what deploys differently', () => {
    const before = makeBundle(source({ gitSha: 'a', packages: { main: '1' } })).content;
    const after = makeBundle(source({ gitSha: 'b', packages: { main: '2' }, template: { metadata: { x: 1 }, resources: {} }, parameters: { location: { value: 'eastus' }, sku: { value: 'EP1' } } })).content;
    assert.deepEqual(compareBundles(before, after), ['commit', 'parameter sku', 'package main']);
  });
});

describe('The folder of bundles', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'bundles-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const store = () => new BundleFolder(path.join(folder, 'bundles'));
  const bundle = (environment: string, day: number) => makeBundle(source({ environment, madeAt: `2026-01-0${day}T00:00:00Z` }));

  it('lists good states newest first, leaves damaged ones out and names them', async () => {
    const [old, young, other] = [bundle('dev', 1), bundle('dev', 2), bundle('prod', 3)];
    for (const one of [young, old, other, young]) await store().save(one);
    const file = path.join(folder, 'bundles', `${other.bundleId}.json`);
    writeFileSync(file, readFileSync(file, 'utf8').replace('prod', 'test'));
    assert.deepEqual([(await store().list()).entries.map((entry) => entry.madeAt.slice(8, 10)), (await store().list()).damaged], [['02', '01'], [other.bundleId]]);
    assert.deepEqual(await store().get(young.bundleId), young);
    await assert.rejects(store().get('../../etc/passwd'), (error) => error instanceof LogicError && error.code === 'Bundle.NotFound');
  });

  it('keeps the newest of each environment and leaves nothing half written', async () => {
    for (const one of [bundle('dev', 1), bundle('dev', 2), bundle('dev', 3), bundle('prod', 1)]) await store().save(one);
    assert.equal((await store().prune(1)).length, 2);
    assert.deepEqual((await store().list()).entries.map((entry) => `${entry.environment} ${entry.madeAt.slice(8, 10)}`), ['dev 03', 'prod 01']);
    assert.equal(readdirSync(path.join(folder, 'bundles')).length, 2);
  });

  it('sees a bundle that was changed or taken away after it was read, and one that came', async () => {
    const [own, mine, gone] = [store(), bundle('dev', 1), bundle('dev', 2)];
    for (const one of [mine, gone]) await own.save(one);
    assert.equal((await own.list()).entries.length, 2);
    const file = (one: typeof mine): string => path.join(folder, 'bundles', `${one.bundleId}.json`);
    writeFileSync(file(mine), readFileSync(file(mine), 'utf8').replace('eastus', 'westus'));
    rmSync(file(gone));
    await store().save(bundle('dev', 3));
    assert.deepEqual([(await own.list()).entries.map((entry) => entry.madeAt.slice(8, 10)), (await own.list()).damaged], [['03'], [mine.bundleId]]);
    await assert.rejects(own.get(mine.bundleId), { code: 'Bundle.Damaged' });
    await assert.rejects(own.get(gone.bundleId), { code: 'Bundle.NotFound' });
  });

  it('gives back what it has read of more bundles than it keeps in memory', async () => {
    const [own, all] = [store(), [1, 2, 3, 4, 5, 6].map((day) => bundle('dev', day))];
    for (const one of all) await own.save(one);
    for (const one of [...all, ...all]) assert.deepEqual(await own.get(one.bundleId), one);
    assert.equal((await own.list()).entries.length, 6);
  });

  it('is empty before the first green run', async () => assert.deepEqual(await store().list(), { entries: [], damaged: [] }));
});

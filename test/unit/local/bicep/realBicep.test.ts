import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildDeclarations } from '../../../../src/core/whatIf';
import { BicepCli, findBicep } from '../../../../src/local/bicep';

/** With the real CLI, wherever it is found; set-up provides one. */
describe('the real Bicep CLI', function () {
  this.timeout(120_000);
  let folder: string;
  let cli: BicepCli;
  const inFolder = (name: string): string => path.join(folder, name);

  before(async () => {
    await findBicep();
    folder = await mkdtemp(path.join(tmpdir(), 'aos workspace ä '));
    await mkdir(inFolder('modules'));
    await mkdir(inFolder('parameters'));
    await writeFile(inFolder('main.bicep'), `@secure()
param apiKey string
param namePrefix string = 'aos'
module bus 'modules/bus.bicep' = if (namePrefix != 'none') {
  name: 'bus-deployment'
  params: { name: '\${namePrefix}-bus' }
}
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('kv-\${namePrefix}-\${uniqueString(resourceGroup().id)}', 24)
  location: resourceGroup().location
  properties: { tenantId: subscription().tenantId, sku: { family: 'A', name: 'standard' } }
  resource secret 'secrets' = { name: 'K', properties: { value: apiKey } }
}
output vault string = kv.name
`);
    await writeFile(inFolder('modules/bus.bicep'), `param name string
resource ns 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = { name: name, location: 'eastus', sku: { name: 'Standard' } }
resource queues 'Microsoft.ServiceBus/namespaces/queues@2022-10-01-preview' = [for name in ['a', 'b']: { parent: ns, name: name }]
`);
    await writeFile(inFolder('parameters/dev.bicepparam'), `using '../main.bicep'\nparam apiKey = 'not-so-secret'\n`);
    await writeFile(inFolder('parameters/bad.bicepparam'), `using '../main.bicep'\nparam nosuch = 1\n`);
    cli = new BicepCli();
  });
  after(async () => { await cli.dispose(); await rm(folder, { recursive: true, force: true }); });

  it('compiles parameters and template from a folder with spaces and letters beyond ASCII', async () => {
    const compiled = await cli.compileParameters(inFolder('parameters/dev.bicepparam'));
    assert.deepEqual([compiled.success, compiled.parameters], [true, { apiKey: { value: 'not-so-secret' } }]);
    assert.ok(compiled.template?.['resources']);
  });

  it('answers mistakes as diagnostics with file and range', async () => {
    const compiled = await cli.compileParameters(inFolder('parameters/bad.bicepparam'));
    assert.equal(compiled.success, false);
    const unknown = compiled.diagnostics.find(({ code }) => code === 'BCP259');
    assert.deepEqual([unknown?.severity, unknown?.file, unknown?.range?.start], ['error', inFolder('parameters/bad.bicepparam'), { line: 1, character: 0 }]);
  });

  it('names symbols with their ranges and the files of modules', async () => {
    const symbols = await cli.listSymbols(inFolder('main.bicep'));
    assert.deepEqual(symbols.map(({ name, range }) => [name, range.start.line]), [['bus', 3], ['kv', 7], ['secret', 11]]);
    assert.equal(symbols[0]?.modulePath, inFolder('modules/bus.bicep'));
    const [queues] = (await cli.listSymbols(inFolder('modules/bus.bicep'))).filter(({ name }) => name === 'queues');
    assert.deepEqual([queues?.isCollection, queues?.type], [true, 'Microsoft.ServiceBus/namespaces/queues']);
  });

  it('keys resources by symbol in a copy, and leaves the sources alone', async () => {
    const { template } = await cli.compileSymbolic(inFolder('main.bicep'));
    assert.deepEqual(Object.keys(template?.['resources'] ?? {}).sort(), ['bus', 'kv', 'kv::secret']);
  });

  it('predicts, and lists what a compilation reads', async () => {
    const snapshot = JSON.parse(await cli.getSnapshot(inFolder('parameters/dev.bicepparam'), { subscriptionId: '11111111-1111-1111-1111-111111111111', resourceGroup: 'rg', location: 'eastus' })) as { predictedResources: unknown[] };
    assert.equal(snapshot.predictedResources.length, 5);
    assert.deepEqual(await cli.listFileReferences(inFolder('parameters/dev.bicepparam')), ['main.bicep', 'modules/bus.bicep', 'parameters/dev.bicepparam'].map(inFolder));
    assert.ok((await cli.getMetadata(inFolder('main.bicep'))).parameters.some(({ name }) => name === 'apiKey'));
  });

  it('leads from resource IDs to the lines of the sources', async () => {
    const { template, parameters } = await cli.compileParameters(inFolder('parameters/dev.bicepparam'));
    const target = { subscriptionId: '11111111-1111-1111-1111-111111111111', resourceGroup: 'rg', location: 'eastus' };
    const declarations = await buildDeclarations({ bicep: cli, templateFile: inFolder('main.bicep'), template: template ?? {}, parameters: parameters ?? {}, target, now: new Date('2026-01-01T00:00:00Z') });
    const lineOf = (tail: string): unknown => { const found = declarations.find({ resourceId: `/subscriptions/${target.subscriptionId}/resourceGroups/rg/providers/${tail}` }); return [found?.module, found?.declaration?.range?.start.line]; };
    assert.deepEqual(lineOf('Microsoft.ServiceBus/namespaces/aos-bus/queues/b'), ['modules/bus.bicep', 2]);
    assert.deepEqual(lineOf('Microsoft.KeyVault/vaults/kv-aos-abcdefghijklm/secrets/K'), ['main.bicep', 11]);
    assert.deepEqual(lineOf('Microsoft.Resources/deployments/bus-deployment'), ['main.bicep', 3]);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeBundle, parametersOf, redactTemplate } from '../../../../src/core/bundles';
import type { JsonObject } from '../../../../src/core/values';
import { predictTemplate } from '../../../../src/core/whatIf';

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
const vaultSecret = (value: string): JsonObject => ({ type: 'Microsoft.KeyVault/vaults/secrets', apiVersion: '2023-07-01', name: 'kv/s', properties: { value } });
const moduleOf = (name: string, template: JsonObject, parameters: JsonObject = {}): JsonObject => ({
  type: 'Microsoft.Resources/deployments', apiVersion: '2025-04-01', name, properties: { expressionEvaluationOptions: { scope: 'inner' }, mode: 'Incremental', parameters, template },
});
const target = { subscriptionId: '00000000-0000-0000-0000-000000000001', resourceGroup: 'rg', location: 'eastus' };
/** What the deepest secret of a template would become. Evaluation keeps secure values to itself, so they are declared plain for this. */
const plain = (template: JsonObject): JsonObject => JSON.parse(JSON.stringify(template).replace(/securestring/gi, 'string')) as JsonObject;
const deployed = (template: JsonObject, parameters: JsonObject): unknown => predictTemplate({ template: plain(template), parameters, target, now: new Date(0) }).prediction?.resources.filter(({ type }) => type.endsWith('/secrets')).map(({ body }) => (body.value as { properties: { value: string } }).properties.value);

const leaf = (defaultValue?: string): JsonObject => ({ $schema: schema, contentVersion: '1.0.0.0', parameters: { pass: { type: 'securestring', ...(defaultValue !== undefined && { defaultValue }) } }, resources: [vaultSecret("[parameters('pass')]")] });
const root = (resources: readonly JsonObject[], parameters: JsonObject = {}): JsonObject => ({ $schema: schema, contentVersion: '1.0.0.0', parameters, resources: [...resources] });

const cases: Readonly<Record<string, (secret: string) => JsonObject>> = {
  'a default of its own': (secret) => leaf(secret),
  'a default of a module': (secret) => root([moduleOf('vault', leaf(secret))]),
  'a text given to a module': (secret) => root([moduleOf('vault', leaf(), { pass: { value: secret } })]),
  'a default two modules down': (secret) => root([moduleOf('outer', root([moduleOf('inner', leaf(secret))]))]),
};

describe('a template that is kept', () => {
  for (const [what, make] of Object.entries(cases)) {
    it(`holds no secret that was written as ${what}, and deploys the same once it is given again`, () => {
      fc.assert(fc.property(fc.stringMatching(/^[A-Za-z0-9!$]{8,20}$/), (secret) => {
        const template = make(secret);
        const { template: kept, values } = redactTemplate(template);
        assert.ok(!JSON.stringify(kept).includes(secret));
        assert.deepEqual(Object.values(values), [secret]);
        assert.deepEqual(deployed(kept, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]))), deployed(template, {}));
      }), { numRuns: 20 });
    });
  }

  it('stays as it is without one: empty defaults, expressions and what the parent passes are no secrets', () => {
    const template = root([moduleOf('vault', leaf(''), { pass: { value: "[parameters('mine')]" } })], { mine: { type: 'securestring', defaultValue: '[newGuid()]' }, open: { type: 'string', defaultValue: 'text' } });
    assert.deepEqual(redactTemplate(template), { template, values: {} });
  });

  it('makes its bundle ask for them', () => {
    const bundle = makeBundle({
      environment: 'dev', deploymentId: 'd', deploymentName: 'd', madeAt: '2026-01-01T00:00:00Z', target: { cloud: 'sandbox', ...target },
      template: root([moduleOf('vault', leaf('hunter2-hunter2'))]), parameters: {}, outputs: {}, secureParameterNames: [],
    });
    assert.ok(!JSON.stringify(bundle).includes('hunter2'));
    assert.deepEqual(bundle.content.missingSecrets, ['vault_pass']);
    assert.deepEqual(parametersOf(bundle, { vault_pass: 'again' }), { vault_pass: { value: 'again' } });
  });
});

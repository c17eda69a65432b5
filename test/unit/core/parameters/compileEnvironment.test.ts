import assert from 'node:assert/strict';
import type { Environment } from '../../../../src/core/environments';
import { compileEnvironment, hashTemplate, listMissingSecrets, validateEnvironment } from '../../../../src/core/parameters';
import type { BicepCompiler, CompiledParameters } from '../../../../src/core/ports/bicep';
import type { JsonObject } from '../../../../src/core/values';

const environment: Environment = { name: 'dev', parametersFile: '/w/dev.bicepparam', templateFile: '/w/main.bicep', resourceGroup: 'rg', isProtected: false };
const object = (value: unknown): JsonObject => value as JsonObject;
const compile = (answer: Partial<CompiledParameters>): ReturnType<typeof compileEnvironment> =>
  compileEnvironment({ compileParameters: async () => ({ success: true, diagnostics: [], ...answer }) } as unknown as BicepCompiler, environment);
const template = object({ parameters: { a: { type: 'string' }, key: { type: 'securestring' }, bag: { $ref: '#/definitions/secretBag' }, optional: { type: 'secureString', defaultValue: '' }, maybe: { type: 'securestring', nullable: true } }, definitions: { secretBag: { $ref: '#/definitions/inner' }, inner: { type: 'secureObject' } } });

describe('a compiled environment', () => {
  it('names secure parameters, through named types too', async () => {
    assert.deepEqual((await compile({ template, parameters: {} })).secureParameterNames, ['key', 'bag', 'optional', 'maybe']);
  });

  it('has a parameters hash that follows every value but those of secrets', async () => {
    const hash = async (parameters: unknown): Promise<string> => (await compile({ template, parameters: object(parameters) })).parametersHash;
    assert.notEqual(await hash({ a: { value: 'x' } }), await hash({ a: { value: 'y' } }));
    assert.equal(await hash({ key: { value: 'x' } }), await hash({ key: { value: 'y' } }));
    assert.notEqual(await hash({ key: { value: 'x' } }), await hash({ key: { reference: { secretName: 's' } } }));
    assert.notEqual(await hash({ key: { value: 'x' } }), await hash({ key: { value: '' } }));
  });

  it('has a template hash that does not follow the compiler\'s own marks', () => {
    const marked = (version: string): JsonObject => object({ metadata: { _generator: { name: 'bicep', version } }, resources: [{ name: 'a', properties: { template: { metadata: { _generator: { version } } } } }] });
    assert.equal(hashTemplate(marked('1')), hashTemplate(marked('2')));
    assert.notEqual(hashTemplate(marked('1')), hashTemplate(object({ resources: [{ name: 'b' }] })));
  });

  it('knows which secrets have no value', async () => {
    assert.deepEqual(listMissingSecrets(await compile({ template, parameters: object({ bag: { value: {} }, optional: { value: '' } }) })), ['key', 'optional']);
  });

  it('is refused when its template is for another scope than a resource group', async () => {
    const schema = (kind: string): JsonObject => object({ $schema: `https://schema.management.azure.com/schemas/2019-08-01/${kind}Template.json#`, resources: [] });
    const [problem, ...others] = validateEnvironment(environment, await compile({ template: schema('managementGroupDeployment'), parameters: {} }));
    assert.deepEqual([problem?.code, problem?.file, others], ['aos/target-scope', '/w/main.bicep', []]);
    assert.match(`${problem?.message} ${problem?.nextStep}`, /for a management group; .*"targetScope"/);
    assert.deepEqual(validateEnvironment(environment, await compile({ template: schema('deployment'), parameters: {} })), []);
  });

  it('that failed says so, even when the compiler gives no reason', async () => {
    const silent = await compile({ success: false });
    assert.deepEqual([silent.success, validateEnvironment(environment, silent).map(({ code, severity }) => [code, severity])], [false, [['aos/not-compiled', 'error']]]);
    const spoken = await compile({ success: false, diagnostics: [{ file: '/w/x', severity: 'warning', code: 'w', message: 'w' }, { file: '/w/x', severity: 'error', code: 'BCP035', message: 'e' }] });
    assert.deepEqual(validateEnvironment(environment, spoken).map(({ code }) => code), ['BCP035', 'w']);
  });
});

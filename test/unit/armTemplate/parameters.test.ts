import assert from 'node:assert/strict';
import { parseTemplate, resolveParameters, TemplateError, type GivenParameter, type JsonObject, type JsonValue, type ResolvedParameters } from '../../../src/armTemplate/index';
import { context, template } from './support';

const resolve = (parameters: JsonObject, given: { readonly [name: string]: GivenParameter } = {}, definitions: JsonObject = {}): ResolvedParameters =>
  resolveParameters(parseTemplate(template({ languageVersion: '2.0', resources: {}, parameters, definitions })), given, context, { secrets: (reference) => `secret of ${String(reference.secretName)}` });
const accepts = (definition: JsonObject, value: JsonValue, definitions?: JsonObject): void => assert.deepEqual(resolve({ a: definition }, { a: { value } }, definitions).values, { a: value });
const refuses = (definition: JsonObject, value: JsonValue, words: RegExp, definitions?: JsonObject): void => assert.throws(() => resolve({ a: definition }, { a: { value } }, definitions), (error) => error instanceof TemplateError && error.code === 'InvalidTemplate' && words.test(error.message));

describe('parameters', () => {
  it('take defaults, which may use other parameters in any order', () => {
    const { values } = resolve({ b: { type: 'string', defaultValue: "[concat(parameters('a'), '-b')]" }, a: { type: 'string', defaultValue: "[utcNow('yyyy')]" }, id: { type: 'string', defaultValue: '[newGuid()]' } });
    assert.deepEqual(values, { b: '2026-b', a: '2026', id: '99999999-9999-4999-8999-999999999999' });
  });
  it('find given values without regard to case', () => assert.deepEqual(resolve({ Name: { type: 'string' } }, { NAME: { value: 'x' } }).values, { Name: 'x' }));
  it('refuse a circle of defaults', () => assert.throws(() => resolve({ a: { type: 'string', defaultValue: "[parameters('b')]" }, b: { type: 'string', defaultValue: "[parameters('a')]" } }), /circular/));
  it('refuse what is missing, with its place', () => assert.throws(() => resolve({ a: { type: 'string' } }), (error) => error instanceof TemplateError && /'a' at line '1' and column '\d+' is not provided/.test(error.message) && error.additionalInfo?.[0]?.type === 'TemplateViolation'));
  it('refuse what the template does not know', () => assert.throws(() => resolve({ a: { type: 'int', defaultValue: 1 } }, { z: { value: 1 } }), /'z' in the parameters file are not valid.*'a'/));
  it('read Key Vault references from the source given', () => {
    const { values, secure } = resolve({ key: { type: 'secureString' } }, { key: { reference: { secretName: 'k' } } });
    assert.deepEqual([values, secure], [{ key: 'secret of k' }, ['key']]);
  });
  it('never tell a secure value in an error', () => assert.throws(() => resolve({ a: { type: 'securestring', allowedValues: ['x'] } }, { a: { value: 'hunter2' } }), (error) => error instanceof TemplateError && !error.message.includes('hunter2')));

  it('check types', () => { accepts({ type: 'int' }, 3); refuses({ type: 'int' }, 'x', /Expected a value of type 'Integer', but received a value of type 'String'/); refuses({ type: 'bool' }, 'true', /type 'Boolean'/); });
  it('check limits', () => { accepts({ type: 'int', minValue: 1, maxValue: 3 }, 3); refuses({ type: 'int', maxValue: 3 }, 4, /less than or equal to '3'/); refuses({ type: 'array', minLength: 1 }, [], /Length/); });
  it('take any selection of allowed values for arrays', () => { accepts({ type: 'array', allowedValues: ['a', 'b'] }, ['b', 'a']); refuses({ type: 'array', allowedValues: ['a'] }, ['c'], /allowed/); });
  it('check objects deep inside', () => {
    const site = { site: { type: 'object', properties: { name: { type: 'string' }, ports: { type: 'array', items: { type: 'int' }, nullable: true } }, additionalProperties: false } };
    accepts({ $ref: '#/definitions/site' }, { name: 'x', ports: [1] }, site);
    refuses({ $ref: '#/definitions/site' }, { name: 'x', ports: ['y'] }, /'a\.ports\[0\]'/, site);
    refuses({ $ref: '#/definitions/site' }, { ports: [] }, /value for the property 'name' must be provided/, site);
    refuses({ $ref: '#/definitions/site' }, { name: 'x', extra: 1 }, /unknown properties were present: \['extra'\]/, site);
  });
  it('check tuples', () => { const tuple = { type: 'array', prefixItems: [{ type: 'int' }, { type: 'string' }], items: false }; accepts(tuple, [1, 'a']); refuses(tuple, [1], /at least/); refuses(tuple, [1, 'a', 2], /additional items/); });
  it('check the variant that the discriminator picks', () => {
    const union = { type: 'object', discriminator: { propertyName: 'kind', mapping: { a: { type: 'object', properties: { kind: { type: 'string' }, x: { type: 'int' } } }, b: { type: 'object', properties: { kind: { type: 'string' } } } } } };
    accepts(union, { kind: 'b' }); refuses(union, { kind: 'a' }, /'x'/); refuses(union, { kind: 'c' }, /one of 'a, b'/);
  });
  it('let null pass where it may', () => { assert.deepEqual(resolve({ a: { type: 'string', nullable: true } }).values, { a: null }); accepts({ type: 'string', nullable: true }, null); });
});

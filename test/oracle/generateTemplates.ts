import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/armTemplate/index';

const SCHEMA = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
const API = '2021-01-01';

/** Texts that resources are made of: constants, expressions that are known, and some that only the cloud knows. */
const expression = fc.constantFrom(
  "[parameters('prefix')]", "[concat(parameters('prefix'), variables('suffix'))]", "[variables('settings').tier]", '[[literal]', 'plain', "[resourceGroup().location]", "[uniqueString(resourceGroup().id)]", "[length(parameters('names'))]",
  "[if(parameters('flag'), 'on', 'off')]", "[reference(resourceId('A.B/things', 'base'), '2021-01-01').state]", "[tryGet(parameters('options'), 'missing')]", "[parameters('options').size]", "[subscription().subscriptionId]", "[join(map(parameters('names'), lambda('n', toUpper(lambdaVariables('n')))), '|')]",
  "[listKeys(resourceId('A.B/things', 'base'), '2021-01-01').keys[0].value]", "[deployment().name]", "[contoso.tag(parameters('prefix'))]", "[variables('squares')[1]]",
);
const value: fc.Arbitrary<JsonValue> = fc.oneof(expression, fc.integer({ min: -5, max: 5 }), fc.boolean(), fc.array(expression, { maxLength: 2 }), fc.record({ a: expression, b: fc.record({ c: expression }) }));
const properties: fc.Arbitrary<JsonObject> = fc.record({ p: value, q: value }).chain((base) => fc.boolean().map((loop): JsonObject => (loop ? { ...base, copy: [{ name: 'list', count: "[length(parameters('names'))]", input: { name: "[parameters('names')[copyIndex('list')]]", at: "[copyIndex('list', 1)]" } }] } : base)));
const condition = fc.constantFrom<JsonValue | undefined>(undefined, true, false, "[parameters('flag')]", "[not(parameters('flag'))]", "[empty(parameters('names'))]");

function plain(index: number): fc.Arbitrary<JsonObject> {
  return fc.record({ condition, properties, loop: fc.boolean(), child: fc.boolean(), extension: fc.boolean() }).map(({ condition: when, properties: body, loop, child, extension }) => ({
    type: 'A.B/things', apiVersion: API, name: loop ? `[concat('t${index}-', copyIndex())]` : `t${index}`, location: '[resourceGroup().location]', properties: body,
    ...(when === undefined ? {} : { condition: when }), ...(loop ? { copy: { name: `loop${index}`, count: 2, mode: 'serial', batchSize: 1 } } : {}), ...(extension ? { scope: 'A.B/things/base', type: 'A.B/notes' } : {}),
    ...(child && !extension ? { resources: [{ type: 'parts', apiVersion: API, name: 'part', dependsOn: [loop ? `[concat('t${index}-', copyIndex())]` : `t${index}`], properties: { of: "[parameters('prefix')]" } }] } : {}),
  }));
}

/** The engine does not predict a nested deployment whose template itself holds run-time values; ours does. */
const isKnownEarly = (json: JsonObject): boolean => !/reference\(|listKeys\(/.test(JSON.stringify(json));

function nested(index: number): fc.Arbitrary<JsonObject> {
  return fc.record({ inner: fc.boolean(), elsewhere: fc.boolean(), body: properties.filter(isKnownEarly), given: expression }).map(({ inner, elsewhere, body, given }) => {
    const innerTemplate = { $schema: SCHEMA, contentVersion: '1.0.0.0', parameters: { prefix: { type: 'string' }, names: { type: 'array', defaultValue: ['i', 'j', 'k'] }, note: {} }, resources: [{ type: 'A.B/things', apiVersion: API, name: `[concat(parameters('prefix'), '${index}')]`, properties: { note: "[parameters('note')]", group: '[resourceGroup().name]', id: "[resourceId('A.B/things', 'x')]" } }], outputs: { name: { type: 'string', value: "[toUpper(parameters('prefix'))]" }, live: { type: 'string', value: `[reference(resourceId('A.B/things', concat(parameters('prefix'), '${index}'))).state]` } } };
    const outerTemplate = { $schema: SCHEMA, contentVersion: '1.0.0.0', resources: [{ type: 'A.B/things', apiVersion: API, name: `[concat(parameters('prefix'), 'outer${index}')]`, properties: body }], outputs: { name: { type: 'string', value: "[parameters('prefix')]" } } };
    const parameters = innerTemplate.parameters as unknown as { [name: string]: JsonObject };
    parameters.note = { type: typeof given === 'string' && given.includes('length(') ? 'int' : 'string' } as JsonObject;
    return {
      type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: `nested${index}`, ...(elsewhere ? { resourceGroup: 'elsewhere' } : {}),
      properties: { mode: 'Incremental', expressionEvaluationOptions: { scope: inner ? 'inner' : 'outer' }, ...(inner ? { parameters: { prefix: { value: "[parameters('prefix')]" }, note: { value: given } } } : {}), template: inner ? innerTemplate : outerTemplate },
    } as unknown as JsonObject;
  });
}

const consumer = (index: number): JsonObject => ({ type: 'A.B/users', apiVersion: API, name: `user${index}`, dependsOn: [`nested${index}`], properties: { text: `[reference('nested${index}').outputs.name.value]`, byId: `[reference(resourceId('Microsoft.Resources/deployments', 'nested${index}'), '2022-09-01').outputs.name.value]` } });

const template: fc.Arbitrary<JsonObject> = fc.tuple(fc.tuple(plain(0), plain(1), plain(2)), fc.tuple(nested(3), nested(4)), fc.boolean(), fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 })).map(([plains, nests, flag, names]) => ({
  $schema: SCHEMA, contentVersion: '1.0.0.0',
  parameters: { prefix: { type: 'string', defaultValue: 'pre', minLength: 2 }, flag: { type: 'bool', defaultValue: flag }, names: { type: 'array', defaultValue: names }, options: { type: 'object', defaultValue: { size: 3, deep: { Key: 'v' } } } },
  functions: [{ namespace: 'contoso', members: { tag: { parameters: [{ name: 'text', type: 'string' }], output: { type: 'string', value: "[format('<{0}>', parameters('text'))]" } } } }],
  variables: { suffix: "[concat('-', parameters('options').deep.key)]", settings: { tier: "[if(parameters('flag'), 'Premium', 'Basic')]" }, copy: [{ name: 'squares', count: 3, input: "[mul(copyIndex('squares'), copyIndex('squares'))]" }] },
  resources: [{ type: 'A.B/things', apiVersion: API, name: 'base', properties: {} }, ...plains, ...nests, ...nests.filter((nest) => !('resourceGroup' in nest)).map((nest) => consumer(Number(String(nest.name).slice('nested'.length))))],
  outputs: { all: { type: 'array', copy: { count: "[length(parameters('names'))]", input: "[concat(parameters('prefix'), copyIndex())]" } }, when: { type: 'string', condition: "[parameters('flag')]", value: "[variables('suffix')]" } },
}) as unknown as JsonObject);

/** Templates over every feature of expansion; the same for the same seed. */
export function generateTemplates(seed: number, count: number): JsonObject[] { return fc.sample(template, { seed, numRuns: count }); }

import type { JsonObject } from '../../src/armTemplate/index';

const group = { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0' };
const subscription = { $schema: 'https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#', contentVersion: '1.0.0.0' };
const deployment = { type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01' };
const inner = { mode: 'Incremental', expressionEvaluationOptions: { scope: 'inner' } };
const thing = (name: string, properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'A.B/c', apiVersion: '2020-01-01', name, ...more, properties });
const NAMES = { name: '[deployment().name]', own: '[resourceGroup().name]', id: '[subscription().id]' };

/** Features that meet each other. */
export const INTRICATE: Readonly<Record<string, JsonObject>> = {
  'loops of properties inside loops of resources, in turns': {
    ...group, variables: { copy: [{ name: 'rows', count: 3, input: { n: "[copyIndex('rows', 10)]" } }], half: { copy: [{ name: 'inside', count: 2, input: "[mul(copyIndex('inside'), 2)]" }], plain: true } },
    resources: [thing("[format('r{0:D3}', copyIndex('outer', 7))]", { copy: [{ name: 'pairs', count: "[add(copyIndex('outer'), 1)]", input: { outer: "[copyIndex('outer')]", own: "[copyIndex('pairs', 1)]", row: "[variables('rows')[copyIndex('pairs')].n]" } }], half: "[variables('half')]" }, { copy: { name: 'outer', count: 2, mode: 'Serial', batchSize: 1 } })],
    outputs: { all: { type: 'array', copy: { count: 2, input: "[map(range(0, add(copyIndex(), 1)), lambda('i', createArray(lambdaVariables('i'), copyIndex())))]" } } },
  },
  'templates inside templates, outer within inner': {
    ...group, parameters: { p: { type: 'string', defaultValue: 'top' } }, variables: { v: 'top' },
    resources: [{ ...deployment, name: 'a', properties: { ...inner, parameters: { p: { value: "[concat(parameters('p'), '-a')]" } }, template: {
      ...group, parameters: { p: { type: 'string' } }, variables: { v: 'a' }, resources: [
        thing('one', { ...NAMES, p: "[parameters('p')]", v: "[variables('v')]" }),
        { ...deployment, name: 'b', properties: { mode: 'Incremental', template: { ...group, variables: { v: 'b' }, resources: [thing('two', { p: "[parameters('p')]", v: "[variables('v')]" })] } } },
      ],
    } } }],
  },
  'several groups from one subscription deployment, with loops': {
    ...subscription, parameters: { groups: { type: 'array', defaultValue: ['x', 'y'] } },
    resources: [
      { type: 'Microsoft.Resources/resourceGroups', apiVersion: '2021-04-01', name: "[parameters('groups')[copyIndex()]]", location: "[if(equals(copyIndex(), 0), 'westus', deployment().location)]", copy: { name: 'groups', count: "[length(parameters('groups'))]" } },
      { ...deployment, name: "[format('in-{0}', parameters('groups')[copyIndex()])]", resourceGroup: "[parameters('groups')[copyIndex()]]", dependsOn: ['groups'], copy: { name: 'modules', count: "[length(parameters('groups'))]" }, properties: { ...inner, parameters: { n: { value: '[copyIndex()]' } }, template: { ...group, parameters: { n: { type: 'int' }, where: { type: 'string', defaultValue: '[resourceGroup().location]' } }, resources: [thing("[format('t{0}', parameters('n'))]", { ...NAMES, where: "[parameters('where')]", unique: '[uniqueString(resourceGroup().id, deployment().name)]' })] } } },
    ],
  },
  'functions that call functions, and lambdas in lambdas': {
    ...group, languageVersion: '2.0',
    functions: [{ namespace: 'my', members: { twice: { parameters: [{ name: 's', type: 'string' }], output: { type: 'string', value: "[concat(parameters('s'), parameters('s'))]" } }, four: { parameters: [{ name: 's', type: 'string' }], output: { type: 'string', value: "[concat(my.twice(parameters('s')), my.twice('-'))]" } } } }],
    resources: {}, outputs: {
      four: { type: 'string', value: "[my.four('ab')]" },
      table: { type: 'array', value: "[map(range(1, 3), lambda('a', map(range(1, lambdaVariables('a')), lambda('b', mul(lambdaVariables('a'), lambdaVariables('b'))))))]" },
      shadow: { type: 'array', value: "[map(createArray(1, 2), lambda('a', reduce(createArray(3, 4), 0, lambda('a', 'b', add(lambdaVariables('a'), lambdaVariables('b'))))))]" },
      grouped: { type: 'object', value: "[mapValues(groupBy(createArray('aa', 'b', 'cc'), lambda('s', string(length(lambdaVariables('s'))))), lambda('v', join(sort(lambdaVariables('v'), lambda('x', 'y', less(lambdaVariables('y'), lambdaVariables('x')))), my.twice('-'))))]" },
      filtered: { type: 'array', value: "[filter(range(0, 5), lambda('v', 'i', equals(mod(lambdaVariables('i'), 2), 0)))]" },
    },
  },
  'discriminated, sealed and nullable types': {
    ...group, languageVersion: '2.0',
    definitions: {
      cat: { type: 'object', properties: { kind: { type: 'string', allowedValues: ['cat'] }, lives: { type: 'int', minValue: 1, maxValue: 9 } }, additionalProperties: false },
      dog: { type: 'object', properties: { kind: { type: 'string', allowedValues: ['dog'] }, tricks: { type: 'array', items: { type: 'string', maxLength: 5 }, nullable: true } } },
      pet: { type: 'object', discriminator: { propertyName: 'kind', mapping: { cat: { $ref: '#/definitions/cat' }, dog: { $ref: '#/definitions/dog' } } } },
    },
    parameters: { first: { $ref: '#/definitions/pet', defaultValue: { kind: 'cat', lives: 9 } }, pets: { type: 'array', items: { $ref: '#/definitions/pet' }, defaultValue: [{ kind: 'dog' }, { kind: 'dog', tricks: ['sit'] }] }, pair: { type: 'array', prefixItems: [{ type: 'int' }, { type: 'string' }], items: false, defaultValue: [1, 'x'] }, none: { $ref: '#/definitions/pet', nullable: true } },
    resources: { x: thing('x', { lives: "[parameters('first').lives]", tricks: "[map(parameters('pets'), lambda('p', coalesce(tryGet(lambdaVariables('p'), 'tricks'), createArray())))]", pair: "[parameters('pair')]", none: "[coalesce(tryGet(parameters('none'), 'kind'), 'no pet')]" }) },
  },
  'defaults that refer to one another, in any order': { ...group, parameters: { c: { type: 'string', defaultValue: "[concat(parameters('a'), parameters('b').x)]" }, a: { type: 'string', defaultValue: "[toLower(parameters('b').y[1])]" }, b: { type: 'object', defaultValue: { x: "[resourceGroup().name]", y: ['P', 'Q'] } } }, resources: [thing("[parameters('c')]", { a: "[parameters('a')]" })] },
  'extensions of every instance of a loop, and conditions': {
    ...group, resources: [
      thing("[concat('s', copyIndex())]", {}, { copy: { name: 'loop', count: 3 }, condition: '[not(equals(copyIndex(), 1))]' }),
      { type: 'Microsoft.Authorization/locks', apiVersion: '2020-05-01', name: "[guid('lock', string(copyIndex()))]", scope: "[format('A.B/c/s{0}', copyIndex())]", dependsOn: ['loop'], copy: { name: 'locks', count: 3 }, condition: '[not(equals(copyIndex(), 1))]', properties: { level: 'ReadOnly' } },
    ],
  },
  'symbolic loops with children and resources that exist elsewhere': {
    ...group, languageVersion: '2.0', resources: {
      old: { existing: true, type: 'A.B/c', apiVersion: '2020-01-01', name: 'old', subscriptionId: '22222222-2222-2222-2222-222222222222', resourceGroup: 'far' },
      parents: { ...thing("[format('p{0}', copyIndex())]", { from: "[resourceInfo('old').id]" }), copy: { name: 'parents', count: 2 } },
      children: { type: 'A.B/c/d', apiVersion: '2020-01-01', name: "[format('{0}/{1}', format('p{0}', mod(copyIndex(), 2)), copyIndex())]", copy: { name: 'children', count: 3, mode: 'serial', batchSize: 2 }, dependsOn: ['parents'], properties: { parent: "[resourceInfo(format('parents[{0}]', mod(copyIndex(), 2))).name]", live: "[reference('old').state]" } },
    },
  },
  'secure outputs and parameters': { ...group, parameters: { s: { type: 'securestring', defaultValue: 'plain' } }, resources: [], outputs: { n: { type: 'int', value: "[length('abc')]" } } },
  'text at its edges': { ...group, resources: [], outputs: { a: { type: 'array', value: "[createArray(substring('abc', 3), substring('abc', 1, 0), padLeft('x', 1), padLeft('é', 3, '0'), split('', ','), split('a,;b', createArray(',', ';')), replace('aaa', 'aa', 'b'), trim('  a '), indexOf('abc', ''), lastIndexOf('abc', ''), take('ab', 9), skip('ab', -1), join(createArray(), ','), format('{{{0}}}', 1), uriComponent('ä /'), base64ToString(base64('ü')), toUpper('ß'), first(''))]" } } },
};

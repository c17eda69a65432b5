import type { JsonObject } from '../../src/armTemplate/index';

const group = { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0' };
const subscription = { $schema: 'https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#', contentVersion: '1.0.0.0' };
const inner = { mode: 'Incremental', expressionEvaluationOptions: { scope: 'inner' } };

/** One feature each, as the Bicep compiler writes it. */
export const WRITTEN: Readonly<Record<string, JsonObject>> = {
  'symbolic names, loops, existing resources and run-time parameters of a nested deployment': {
    ...group, languageVersion: '2.0', parameters: { count: { type: 'int', defaultValue: 2 } },
    resources: {
      vault: { existing: true, type: 'A.B/vaults', apiVersion: '2021-01-01', name: 'vault', resourceGroup: 'other' },
      machines: { copy: { name: 'machines', count: "[parameters('count')]" }, type: 'A.B/machines', apiVersion: '2020-01-01', name: "[format('m{0}', copyIndex())]", properties: { first: "[reference(format('machines[{0}]', 0)).address]" } },
      module: {
        type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'module', dependsOn: ['machines', 'vault'],
        properties: { ...inner, parameters: { enabled: { value: "[reference('vault').enabled]" }, all: { value: "[references('machines')]" }, password: { value: 'not to be shown' } }, template: {
          ...group, languageVersion: '2.0', parameters: { enabled: { type: 'bool' }, all: { type: 'array' }, password: { type: 'securestring' } },
          resources: { inside: { type: 'A.B/things', apiVersion: '2020-01-01', name: 'inside', properties: { secret: "[parameters('password')]", count: "[length(parameters('all'))]", address: "[parameters('all')[1].address]", on: "[parameters('enabled')]" } } },
          outputs: { url: { type: 'string', value: "[reference('inside').url]" } },
        } },
      },
      user: { type: 'A.B/users', apiVersion: '2020-01-01', name: 'user', dependsOn: ['module'], properties: { url: "[reference('module').outputs.url.value]", vault: "[resourceInfo('vault').id]", second: "[resourceInfo('machines[1]').name]" } },
    },
  },
  'references to resources of the same template, to what they declare and to what the service adds': {
    ...group, parameters: { tier: { type: 'string', defaultValue: 'Hot' } },
    resources: [
      { type: 'A.B/stores', apiVersion: '2020-01-01', name: 'store', properties: { tier: "[parameters('tier')]", hosts: ['a', { name: 'b' }], deep: { known: { one: 1 }, open: "[reference('/elsewhere', '2020-01-01').z]" }, nothing: null } },
      { type: 'A.B/parts', apiVersion: '2020-01-01', name: "[concat('part', copyIndex())]", copy: { name: 'parts', count: 2 }, properties: { index: "[copyIndex()]", before: "[reference('store').hosts[1].name]" } },
      { type: 'A.B/users', apiVersion: '2020-01-01', name: 'user', properties: {
        same: "[reference('store').tier]", byId: "[reference(resourceId('A.B/stores', 'store')).TIER]", sameVersion: "[reference(resourceId('A.B/stores', 'store'), '2020-01-01').tier]", otherVersion: "[reference(resourceId('A.B/stores', 'store'), '2019-01-01').tier]",
        full: "[reference('store', '2020-01-01', 'full').properties.deep.known]", location: "[reference('store', '2020-01-01', 'full').location]", length: "[length(reference('store').hosts)]", text: "[concat(reference('store').tier, '!')]", branch: "[if(equals(reference('store').tier, 'Hot'), 'yes', 'no')]",
        open: "[reference('store').deep.open]", opener: "[reference('store').deep.open.more]", added: "[reference('store').endpoints.blob]", addedBelow: "[reference('store').deep.known.two]", nothing: "[reference('store').nothing]",
        looped: "[reference('part1').index]", chained: "[reference('part0').before]", tried: "[tryGet(reference('store'), 'deep', 'known', 'one')]",
      } },
      { type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'module', properties: { ...inner, parameters: { tier: { value: "[reference('store').tier]" } }, template: {
        ...group, parameters: { tier: { type: 'string' } }, resources: [{ type: 'A.B/things', apiVersion: '2020-01-01', name: 'inside', properties: { tier: "[parameters('tier')]" } }], outputs: { tier: { type: 'string', value: "[reference('inside').tier]" }, added: { type: 'string', value: "[reference('inside').added]" } },
      } } },
    ],
    outputs: { tier: { type: 'string', value: "[reference('module').outputs.tier.value]" }, added: { type: 'string', value: "[reference('module').outputs.added.value]" }, list: { type: 'array', value: "[reference('store').hosts]" } },
  },
  'user-defined types with defaults': {
    ...group, languageVersion: '2.0',
    definitions: { size: { type: 'string', allowedValues: ['small', 'large'] }, site: { type: 'object', properties: { name: { type: 'string', minLength: 2 }, size: { $ref: '#/definitions/size', nullable: true }, tags: { type: 'array', items: { type: 'string' }, nullable: true } }, additionalProperties: false } },
    parameters: { site: { $ref: '#/definitions/site', defaultValue: { name: 'web', size: 'large' } }, other: { $ref: '#/definitions/site', nullable: true } },
    resources: { site: { type: 'A.B/sites', apiVersion: '2020-01-01', name: "[parameters('site').name]", properties: { size: "[tryGet(parameters('site'), 'size')]", tags: "[coalesce(tryGet(parameters('site'), 'tags'), createArray('none'))]", other: "[equals(parameters('other'), null())]" } } },
  },
  'a subscription deployment into a new group': {
    ...subscription, parameters: { group: { type: 'string', defaultValue: 'rg-new' } },
    resources: [
      { type: 'Microsoft.Resources/resourceGroups', apiVersion: '2021-04-01', name: "[parameters('group')]", location: '[deployment().location]' },
      { type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'inGroup', resourceGroup: "[parameters('group')]", dependsOn: ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', parameters('group'))]"], properties: { ...inner, template: { ...group, resources: [{ type: 'A.B/things', apiVersion: '2020-01-01', name: "[uniqueString(resourceGroup().id)]", properties: { id: '[resourceGroup().id]', sub: '[subscription().subscriptionId]' } }] } } },
      { type: 'Microsoft.Authorization/roleAssignments', apiVersion: '2022-04-01', name: "[guid(subscription().id, 'reader')]", properties: { roleDefinitionId: "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'x')]" } },
    ],
  },
  'extension resources, names with segments and expressions as keys': {
    ...group, parameters: { key: { type: 'string', defaultValue: 'team' } },
    resources: [
      { type: 'A.B/things', apiVersion: '2020-01-01', name: 'base', tags: { "[parameters('key')]": 'a', "[format('{0}-2', parameters('key'))]": 'b' }, properties: {} },
      { type: 'A.B/things/parts', apiVersion: '2020-01-01', name: "[format('{0}/{1}', 'base', 'part')]", dependsOn: ["[resourceId('A.B/things', 'base')]"], properties: {} },
      { type: 'Microsoft.Authorization/locks', apiVersion: '2020-05-01', name: 'lock', scope: "[resourceId('A.B/things', 'base')]", properties: { level: 'CanNotDelete' } },
      { type: 'A.B/things/providers/locks', apiVersion: '2020-05-01', name: 'base/Microsoft.Authorization/old', properties: {} },
    ],
  },
};

const A = '2020-01-01', X = "resourceId('A.B/c', 'x')";
const declared: JsonObject = { type: 'A.B/c', apiVersion: A, name: 'x', location: 'west', properties: { p: 1, Deep: { q: [{ z: 'w' }, 2], u: "[reference('other').k]" }, l: '[resourceGroup().location]' } };
const inGroup = (name: string, resourceGroup: string, dependsOn: string[]): JsonObject => ({
  type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name, resourceGroup, dependsOn,
  properties: { ...inner, template: { ...group, parameters: { l: { type: 'string', defaultValue: '[resourceGroup().location]' } }, resources: [{ type: 'A.B/c', apiVersion: A, name: 'i', location: "[parameters('l')]", tags: '[resourceGroup().tags]' }], outputs: { l: { type: 'string', value: "[parameters('l')]" } } } },
});
const y = (properties: JsonObject): JsonObject => ({ type: 'A.B/c', apiVersion: A, name: 'y', properties });

/** References to resources of the same template. */
export const REFERENCES: Readonly<Record<string, JsonObject>> = {
  'declared properties, by ID': { ...group, resources: [declared, y({ a: `[reference(${X}).p]`, b: `[reference(${X}).deep.q[0].z]`, c: `[reference(${X}).none]`, d: `[reference(${X}).Deep.u]`, f: `[reference(${X}).Deep]`, g: `[reference(${X}).Deep.q]`, h: `[reference(${X}).l]`, i: `[reference(${X}).Deep.missing]`, j: `[concat('v', reference(${X}).p)]`, k: `[if(equals(reference(${X}).p, 1), 'one', 'no')]`, l: `[tryGet(reference(${X}), 'p')]`, m: `[length(reference(${X}).Deep.q)]` })] },
  'the same and another API version, and whole resources': { ...group, resources: [declared, y({ a: `[reference(${X}, '2020-01-01').p]`, b: `[reference(${X}, '2021-01-01').p]`, c: `[reference(${X}, '2020-01-01', 'full').properties.p]`, d: `[reference(${X}, '2020-01-01', 'full').location]`, e: `[reference(${X}, '2020-01-01', 'full').identity.principalId]` })], outputs: { a: { type: 'int', value: `[reference(${X}).p]` }, c: { type: 'string', value: `[reference(${X}).none]` } } },
  'symbolic names, loops, chains and what is not deployed': {
    ...group, languageVersion: '2.0',
    resources: {
      x: declared, off: { ...declared, name: 'off', condition: false }, there: { type: 'A.B/c', apiVersion: A, name: 'there', existing: true },
      z: { copy: { name: 'z', count: 2 }, type: 'A.B/c', apiVersion: A, name: "[format('z{0}', copyIndex())]", properties: { p: '[copyIndex()]', q: "[reference('x').p]", r: "[reference('x').none]" } },
      y: y({ a: "[reference('x').p]", b: "[reference('off').p]", c: "[reference('there').p]", d: "[reference('z[1]').p]", e: "[map(references('z'), lambda('r', lambdaVariables('r').q))]", f: "[reference('z[0]').r]" }),
    },
    outputs: { o: { type: 'int', value: "[reference('y').a]" } },
  },
  'what a nested deployment is given, in names of children too': {
    ...group, languageVersion: '2.0',
    resources: {
      x: declared,
      m: { type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'm', properties: { ...inner, parameters: { v: { value: "[reference('x').p]" }, w: { value: "[reference('x').none]" }, o: { value: "[reference('x')]" } }, template: { ...group, parameters: { v: { type: 'int' }, w: { type: 'string' }, o: { type: 'object' } }, resources: [{ type: 'A.B/c', apiVersion: A, name: "[format('i{0}', parameters('v'))]", properties: { v: "[parameters('v')]", w: "[parameters('w')]", o: "[parameters('o').p]" } }, { type: 'A.B/c/d', apiVersion: A, name: "[format('{0}/z', parameters('w'))]", properties: {} }] } } },
    },
  },
  'groups that the template makes, and others': {
    ...subscription, resources: [{ type: 'Microsoft.Resources/resourceGroups', apiVersion: '2021-04-01', name: 'made', location: 'northeurope', tags: { a: 'b' } }, inGroup('m', 'made', ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'made')]"]), inGroup('n', 'other', [])],
    outputs: { o: { type: 'string', value: "[reference(format('/subscriptions/{0}/resourceGroups/made/providers/Microsoft.Resources/deployments/m', subscription().subscriptionId)).outputs.l.value]" } },
  },
  'comparisons that no run can change': { ...group, languageVersion: '2.0', resources: { x: declared, y: y({ b: "[contains(createArray('a', reference('x').none), 'a')]", d: "[equals(createArray('a', reference('x').none), createArray('b', 'c'))]", e: "[contains(createObject('a', reference('x').none), 'a')]", f: "[equals(createObject('a', reference('x').none), createObject('b', 1))]" }) } },
};

/** What the engine refuses, and we must refuse too. */
export const REFUSED: Readonly<Record<string, JsonObject>> = {
  'a missing parameter': { ...group, parameters: { a: { type: 'string' } }, resources: [] },
  'a value that is not allowed': { ...group, parameters: { a: { type: 'string', defaultValue: 'z', allowedValues: ['x', 'y'] } }, resources: [] },
  'a value below the minimum': { ...group, parameters: { a: { type: 'int', defaultValue: 1, minValue: 2 } }, resources: [] },
  'a text that is too long': { ...group, parameters: { a: { type: 'string', defaultValue: 'abc', maxLength: 2 } }, resources: [] },
  'a value of the wrong type': { ...group, parameters: { a: { type: 'int', defaultValue: 'x' } }, resources: [] },
  'a property that a sealed type does not know': { ...group, languageVersion: '2.0', parameters: { a: { type: 'object', properties: { x: { type: 'int' } }, additionalProperties: false, defaultValue: { x: 1, y: 2 } } }, resources: {} },
  'a required property that is absent': { ...group, languageVersion: '2.0', parameters: { a: { type: 'object', properties: { x: { type: 'int' } }, defaultValue: {} } }, resources: {} },
  'a nullable parameter without a language version': { ...group, parameters: { a: { type: 'string', nullable: true } }, resources: [] },
  'a reference in a variable': { ...group, variables: { v: "[reference('x')]" }, resources: [] },
  'a name with too few segments': { ...group, resources: [{ type: 'A.B/c/d', apiVersion: '2020-01-01', name: 'x', properties: {} }] },
  'a negative count': { ...group, resources: [{ type: 'A.B/c', apiVersion: '2020-01-01', name: "[concat('x', copyIndex())]", copy: { name: 'l', count: -1 } }] },
  'an unknown function': { ...group, resources: [{ type: 'A.B/c', apiVersion: '2020-01-01', name: "[foo('x')]" }] },
  'an expression that does not parse': { ...group, resources: [{ type: 'A.B/c', apiVersion: '2020-01-01', name: "[concat('x'" + ']' }] },
  'copyIndex outside of a loop': { ...group, resources: [{ type: 'A.B/c', apiVersion: '2020-01-01', name: "[concat('x', copyIndex())]" }] },
  'an output whose number of copies only a run can tell': { ...group, resources: [declared], outputs: { a: { type: 'array', copy: { count: "[reference('x').n]", input: '[copyIndex()]' } } } },
  'an output of another type': { ...group, resources: [], outputs: { a: { type: 'int', value: 'x' } } },
};

/** What Azure refuses, and we with it, though snapshots let it pass: they put nothing in order. */
export const REFUSED_BY_AZURE_ALONE: Readonly<Record<string, JsonObject>> = {
  'the same resource twice': { ...group, resources: [{ type: 'A.B/c', apiVersion: '2020-01-01', name: 'x' }, { type: 'A.B/c', apiVersion: '2020-01-01', name: 'X' }] },
  'a dependency on what is not there': { ...group, resources: [{ type: 'A.B/c', apiVersion: '2020-01-01', name: 'x', dependsOn: ["[resourceId('A.B/c', 'y')]"] }] },
  'a circle of dependencies': { ...group, resources: [{ type: 'A.B/c', apiVersion: '2020-01-01', name: 'x', dependsOn: ["[resourceId('A.B/c', 'y')]"] }, { type: 'A.B/c', apiVersion: '2020-01-01', name: 'y', dependsOn: ["[resourceId('A.B/c', 'x')]"] }] },
};

const many = (count: number, make: (index: number) => JsonObject): { [name: string]: JsonObject } => Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, make(index)]));
const thing = (index: number): JsonObject => ({ type: 'A.B/things', apiVersion: '2020-01-01', name: `t${index}` });
const things = (count: number, more: JsonObject = {}): JsonObject => ({ ...group, resources: Object.values(many(count, (index) => ({ ...thing(index), ...more }))) });
/** The engine counts in the words of the service where the template is a nested one. */
const within = (template: JsonObject): JsonObject => ({ ...group, resources: [{ type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'inside', properties: { ...inner, template } }] });

/** More of something than one template may have. */
export const OVER_THE_LIMITS: Readonly<Record<string, JsonObject>> = {
  parameters: within({ ...group, parameters: many(257, () => ({ type: 'string', defaultValue: 'x' })), resources: [] }),
  variables: within({ ...group, variables: many(513, () => ({ a: 1 })), resources: [] }),
  outputs: within({ ...group, outputs: many(65, () => ({ type: 'string', value: 'x' })), resources: [] }),
  resources: within(things(801)),
  'resources that are not deployed': within(things(801, { condition: false })),
  'resources inside resources': within({ ...group, resources: Object.values(many(401, (index) => ({ ...thing(index), resources: [{ type: 'parts', apiVersion: '2020-01-01', name: 'p' }] }))) }),
};

/** As many as there may be: what exists and is only read does not count. */
export const AT_THE_LIMITS: Readonly<Record<string, JsonObject>> = {
  variables: within({ ...group, variables: many(512, () => ({ a: 1 })), resources: [] }),
  'existing resources': within({ ...group, languageVersion: '2.0', resources: many(801, (index) => ({ ...thing(index), existing: true })) }),
};

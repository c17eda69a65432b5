import assert from 'node:assert/strict';
import type { DeclaredSymbol } from '../../../../src/core/ports/bicep';
import { EnvironmentError } from '../../../../src/core/errors';
import { buildDeclarations } from '../../../../src/core/whatIf';
import { matchName } from '../../../../src/core/whatIf/namePatterns';
import { fixedClock, idOf, object, target } from './planFixtures';

const symbol = (name: string, type: string, line: number, more: Partial<DeclaredSymbol> = {}): DeclaredSymbol =>
  ({ name, type, range: { start: { line, character: 0 }, end: { line: line + 2, character: 1 } }, isExisting: false, isCollection: false, ...more });

const symbols: Readonly<Record<string, readonly DeclaredSymbol[]>> = {
  '/w/deployment/main.bicep': [symbol('bus', '<module>', 10, { modulePath: '/w/deployment/modules/bus.bicep' }), symbol('more', '<module>', 15, { modulePath: '/w/deployment/modules/bus.bicep', isCollection: true }), symbol('kv', 'Microsoft.KeyVault/vaults', 20), symbol('sec', 'Microsoft.KeyVault/vaults/secrets', 24), symbol('old', 'Microsoft.KeyVault/vaults', 1, { isExisting: true })],
  '/w/deployment/modules/bus.bicep': [symbol('ns', 'Microsoft.ServiceBus/namespaces', 3), symbol('a', 'Microsoft.ServiceBus/namespaces/queues', 5), symbol('b', 'Microsoft.ServiceBus/namespaces/queues', 7)],
};
const busTemplate = { resources: {
  ns: { type: 'Microsoft.ServiceBus/namespaces', apiVersion: '1', name: `[parameters('name')]` },
  a: { type: 'Microsoft.ServiceBus/namespaces/queues', apiVersion: '1', name: `[format('{0}/{1}', parameters('name'), 'alpha')]`, copy: { name: 'a', count: 2 } },
  b: { type: 'Microsoft.ServiceBus/namespaces/queues', apiVersion: '1', name: `[format('{0}/beta', parameters('name'))]`, condition: `[parameters('on')]` },
} };
const template = object({ languageVersion: '2.0', resources: {
  bus: { type: 'Microsoft.Resources/deployments', apiVersion: '1', name: 'bus-deployment', properties: { template: busTemplate } },
  kv: { type: 'Microsoft.KeyVault/vaults', apiVersion: '1', name: `[take(format('kv-{0}', variables('x')), 24)]` },
  'kv::sec': { type: 'Microsoft.KeyVault/vaults/secrets', apiVersion: '1', name: `[format('{0}/{1}', take(format('kv-{0}', variables('x')), 24), 'K')]` },
  old: { existing: true, type: 'Microsoft.KeyVault/vaults', apiVersion: '1', name: 'kv-old' },
} });

const build = (given = template): ReturnType<typeof buildDeclarations> => buildDeclarations({
  bicep: { listSymbols: async (file) => symbols[file] ?? [], compileSymbolic: async () => ({ success: true, diagnostics: [], template }) },
  templateFile: '/w/deployment/main.bicep', template: given, parameters: {}, target, now: fixedClock.now(),
});
const lineOf = (found: { readonly declaration?: { readonly file: string; readonly range?: { readonly start: { readonly line: number } } }; readonly module?: string } | undefined): string | undefined =>
  found?.declaration && `${found.module}:${found.declaration.range?.start.line}`;

describe('the declaration of a resource', () => {
  it('is found through modules, loops and conditions', async () => {
    const declarations = await build();
    assert.equal(lineOf(declarations.find({ resourceId: idOf('Microsoft.ServiceBus/namespaces', 'x-bus') })), 'modules/bus.bicep:3');
    assert.equal(lineOf(declarations.find({ resourceId: idOf('Microsoft.ServiceBus/namespaces/queues', 'x-bus/beta') })), 'modules/bus.bicep:7');
    assert.equal(lineOf(declarations.find({ resourceId: idOf('Microsoft.KeyVault/vaults', 'kv-abc') })), 'main.bicep:20');
    assert.equal(lineOf(declarations.find({ resourceId: idOf('Microsoft.KeyVault/vaults/secrets', 'kv-abc/K') })), 'main.bicep:24');
    assert.equal(lineOf(declarations.find({ resourceId: idOf('Microsoft.Resources/deployments', 'bus-deployment') })), 'main.bicep:10');
  });

  it('is none for what the template does not declare, nor for a name that cannot be', async () => {
    const declarations = await build();
    assert.equal(declarations.find({ resourceId: idOf('Microsoft.Web/sites', 'x') }), undefined);
    assert.equal(declarations.find({ resourceId: idOf('Microsoft.Resources/deployments', 'other') }), undefined);
    assert.equal(declarations.find({}), undefined);
  });

  it('is found by symbol where there is no ID', async () => {
    assert.equal(lineOf((await build()).find({ symbolicName: 'kv' })), 'main.bicep:20');
  });

  it('comes from a compilation by symbol when the deployed template has none', async () => {
    assert.equal(lineOf((await build(object({ resources: [] }))).find({ resourceId: idOf('Microsoft.KeyVault/vaults', 'kv-abc') })), 'main.bicep:20');
  });

  it('is found by its type alone where the compiler knows no symbols', async () => {
    const declarations = await buildDeclarations({ bicep: { listSymbols: async (file) => symbols[file] ?? [], compileSymbolic: async () => ({ success: false, diagnostics: [] }) }, templateFile: '/w/deployment/main.bicep', template: object({ resources: [{ type: 'x' }] }), parameters: {}, target, now: fixedClock.now() });
    assert.equal(lineOf(declarations.find({ resourceId: idOf('Microsoft.ServiceBus/namespaces', 'x-bus') })), 'modules/bus.bicep:3');
    assert.equal(declarations.find({ resourceId: idOf('Microsoft.ServiceBus/namespaces/queues', 'x-bus/beta') }), undefined);
  });

  it('is nowhere when the compiler fails, and the plan goes on', async () => {
    const declarations = await buildDeclarations({ bicep: { listSymbols: () => Promise.reject(new EnvironmentError('Bicep.Unavailable', 'x')), compileSymbolic: () => Promise.reject(new EnvironmentError('Bicep.Unavailable', 'x')) }, templateFile: '/w/x.bicep', template, parameters: {}, target, now: fixedClock.now() });
    assert.equal(declarations.find({ resourceId: idOf('Microsoft.KeyVault/vaults', 'kv') }), undefined);
  });
});

describe('a name in a template', () => {
  it('fits names by what it fixes', () => {
    assert.ok(matchName('st', 'st') > 0 && matchName('st', 'other') < 0);
    assert.ok(matchName(`[format('{0}-mcp-func', x)]`, 'a-mcp-func') > matchName(`[format('{0}-func', x)]`, 'a-mcp-func'));
    assert.equal(matchName(`[parameters('x')]`, 'anything'), 0);
    assert.ok(matchName('ns/queue', 'ns/queue') > 0 && matchName('ns/queue', 'ns/other') < 0);
  });
});

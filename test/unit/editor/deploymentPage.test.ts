import assert from 'node:assert/strict';
import { toErrorDocument } from '../../../src/core/deployment';
import { LogicError } from '../../../src/core/errors';
import { errorView, providersToRegister } from '../../../src/editor/webviews/shared/errorView';
import fc from 'fast-check';
import type { DeploymentOperation } from '../../../src/core/ports/arm';
import { durationMs, operationTimes } from '../../../src/editor/webviews/deployment/operationTimes';
import { runView, type RunContext } from '../../../src/editor/webviews/deployment/runView';
import { change, root, run } from './builders';

const context: RunContext = { root, isProtected: false, retries: [], changes: [] };
const operation = (name: string, over: Partial<DeploymentOperation> = {}): DeploymentOperation => ({
  operationId: name, provisioningOperation: 'Create', provisioningState: 'Succeeded', timestamp: '2026-03-01T11:56:08Z', duration: 'PT8S', target: { id: `/r/${name}`, type: 'Microsoft.Web/sites', name }, ...over,
});

describe('a provider that is not registered', () => {
  it('is named by what the coach advises', () => {
    const error = toErrorDocument(new LogicError('Arm.MissingSubscriptionRegistration', "The subscription is not registered to use namespace 'Microsoft.ServiceBus'."));
    assert.deepEqual([providersToRegister(error), errorView(error, '/ws').advice?.[0]?.action], [['Microsoft.ServiceBus'], 'register-provider']);
    assert.deepEqual(providersToRegister({ code: 'x', message: 'y' }), []);
  });
});

describe('the Deployment page’s snapshot', () => {
  it('gives each operation its lane, its times and its state', () => {
    const [shown] = runView(run({ operations: [operation('site', { deploymentName: 'compute' })] }), context).operations;
    assert.deepEqual([shown?.module, shown?.state, shown?.startedAt, shown?.endedAt], ['compute', 'succeeded', '2026-03-01T11:56:00.000Z', '2026-03-01T11:56:08.000Z']);
  });

  it('counts resources, not the modules around them', () => {
    const operations = [operation('a'), operation('b', { provisioningState: 'Running' }), operation('c', { provisioningState: 'Failed' }), operation('m', { target: { id: '/m', type: 'Microsoft.Resources/deployments', name: 'm' } })];
    assert.deepEqual(runView(run({ operations }), context).progress, { done: 1, failed: 1, total: 3 });
  });

  it('shows an operation’s error leaf first', () => {
    const error = { code: 'DeploymentFailed', message: 'outer', details: [{ code: 'Conflict', message: 'middle', details: [{ code: 'VaultAlreadyExists', message: 'leaf' }] }] };
    const shown = runView(run({ operations: [operation('kv', { provisioningState: 'Failed', error })] }), context).operations[0]?.error;
    assert.deepEqual([shown?.code, shown?.causes.map(({ code }) => code)], ['VaultAlreadyExists', ['Conflict', 'DeploymentFailed']]);
  });

  it('links an operation to its declaration by the plan', () => {
    const declaration = { file: `${root}/a.bicep`, range: { start: { line: 4, character: 0 }, end: { line: 5, character: 0 } } };
    const changes = [{ ...change('a', { declaration }), resourceId: '/R/a' }];
    assert.equal(runView(run({ operations: [operation('a')] }), { ...context, changes }).operations[0]?.declaration?.label, 'a.bicep:5');
  });

  it('offers what can be done now and nothing else', () => {
    const actions = (state: Parameters<typeof run>[0], isActive: boolean) => { const { canCancel, canResume, canDeployAgain } = runView(run(state), { ...context, isActive }).actions; return [canCancel, canResume, canDeployAgain]; };
    assert.deepEqual([actions({ state: 'deploying', endedAt: undefined }, true), actions({ state: 'unknown', endedAt: undefined }, false), actions({}, false)], [[true, false, false], [false, true, false], [false, false, true]]);
  });

  it('keeps the raw error without the path of the user’s file', () => {
    const error = { code: 'Bicep.Failed', message: 'It failed.', file: `${root}/a.bicep`, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } };
    const shown = runView(run({ state: 'failed', success: false, error }), context).error;
    assert.equal(shown?.declaration?.label, 'a.bicep:1');
    assert.ok(!shown?.raw?.includes(root));
  });

  it('shows a cancelled run without an error, and nothing of it as running', () => {
    const shown = runView(run({ state: 'cancelled', success: false, error: { code: 'Cancelled', kind: 'cancelled', message: 'Cancelled in Azure.' }, operations: [operation('a', { provisioningState: 'Running' })] }), context);
    assert.deepEqual([shown.error, shown.operations[0]?.state, shown.operations[0]?.endedAt], [undefined, 'cancelled', '2026-03-01T11:57:41Z']);
  });

  it('unwraps outputs', () => {
    assert.deepEqual(runView(run({ outputs: { a: { type: 'String', value: 'x' }, b: ['y'] } }), context).outputs, [{ name: 'a', text: 'x' }, { name: 'b', text: '["y"]' }]);
  });
});

describe('ARM’s durations', () => {
  it('are read as milliseconds', () => {
    assert.deepEqual(['PT8S', 'PT1M3.5S', 'P1DT2H', 'PT0S', undefined, 'soon', 'P'].map(durationMs), [8000, 63_500, 93_600_000, 0, 0, 0, 0]);
  });

  it('of any text give a finite number, and times that do not throw', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (duration, timestamp) => Number.isFinite(durationMs(duration)) && typeof operationTimes(operation('x', { duration, timestamp })) === 'object'));
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deploymentGuards, isExtensionMessage, isPageRequest, isPageState, planGuards, reportGuards } from '../../../src/protocol';

describe('messages between pages and the extension', () => {
  it('are recognized by their kind and id', () => {
    assert.ok(isPageRequest({ kind: 'request', id: 1, method: 'plan/load' }));
    assert.ok(!isPageRequest({ kind: 'request', id: '1', method: 'plan/load' }));
    assert.ok(isExtensionMessage({ kind: 'push', topic: 'plan/changed', value: {} }));
    assert.ok(isExtensionMessage({ kind: 'reply', id: 2, error: { code: 'Page.Closed', message: 'closed' } }));
    assert.ok(!isExtensionMessage({ kind: 'reply', id: 2, error: 'closed' }));
  });

  it('of any other shape are refused without an exception', () => {
    const guards = [isPageRequest, isExtensionMessage, isPageState, ...Object.values(planGuards), ...Object.values(deploymentGuards), ...Object.values(reportGuards)];
    fc.assert(fc.property(fc.anything(), (value) => guards.every((guard) => typeof guard(value) === 'boolean')));
  });

  it('carry the parameters their method promises', () => {
    assert.ok(planGuards['plan/openDeclaration']({ id: 'c1' }));
    assert.ok(!planGuards['plan/openDeclaration']({ id: 1 }));
    assert.ok(planGuards['plan/export']({ format: 'json' }));
    assert.ok(!planGuards['plan/export']({ format: 'exe' }));
    assert.ok(!planGuards['plan/deploy'](undefined));
    assert.ok(reportGuards['report/sign']({ role: 'technical-lead', by: 'Ada', note: '' }));
    assert.ok(!reportGuards['report/sign']({ role: 'king', by: 'Ada', note: '' }));
    assert.ok(!reportGuards['report/export']({ form: 'exe' }));
  });

  it('keep what a panel shows across a reload', () => {
    assert.ok(isPageState({ key: { page: 'plan', environment: 'dev' }, ui: { filter: 'x' } }));
    assert.ok(isPageState({ key: { page: 'deployment', runId: 'r1' } }));
    assert.ok(isPageState({ key: { page: 'report', environment: 'dev' } }) && !isPageState({ key: { page: 'report' } }));
    assert.ok(!isPageState({ key: { page: 'plan', runId: 'r1' } }));
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isStoredPlan, planFileName } from '../../../src/editor/shared/storedPlan';
import { plan } from './builders';

describe('a plan kept on disk', () => {
  it('is read again for its own environment only', () => {
    const stored: unknown = JSON.parse(JSON.stringify({ version: 1, plan: plan() }));
    assert.deepEqual([isStoredPlan(stored, 'dev'), isStoredPlan(stored, 'prod'), isStoredPlan({ version: 2, plan: plan() }, 'dev')], [true, false, false]);
  });

  it('of any other shape is none', () => {
    fc.assert(fc.property(fc.anything(), (value) => !isStoredPlan(value, 'dev')));
  });

  it('has a file name that stays in its folder', () => {
    assert.deepEqual(['dev', '../x', 'a*b', 'a:b'].map(planFileName), ['dev.json', '..%2Fx.json', 'a%2Ab.json', 'a%3Ab.json']);
  });
});

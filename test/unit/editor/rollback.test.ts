import assert from 'node:assert/strict';
import type { GoodState } from '../../../src/core/rollback';
import { confirmationText } from '../../../src/editor/runs/confirmationText';
import { stateItem, stateTitle } from '../../../src/editor/shared/rollbackText';
import { environment, plan } from './builders';

const now = new Date('2026-03-04T06:00:00Z');
const state: GoodState = { deploymentId: 'r1', madeAt: '2026-03-04T05:00:00.000Z', by: 'me', gitSha: 'abcdef0123', tool: 'aos-deploy', source: 'bundle', isCurrent: false, differs: ['commit', 'template'], missingSecrets: [] };

describe('a good state in the picker', () => {
  it('tells when, which commit, who, and what differs', () => {
    const item = stateItem(state, now);
    assert.deepEqual([item.label, item.description], ['$(pass) 1 h ago', 'abcdef0 · me']);
    assert.match(item.detail, /differs in commit, template$/);
  });

  it('is marked where it is deployed now, was left by a rollback, or cannot be deployed again', () => {
    const marks = [{ ...state, isCurrent: true }, { ...state, leftBy: 'r9' }, { ...state, problem: 'its commit is gone.' }, { ...state, by: undefined, tool: 'deploy.py' as const }].map((one) => stateItem(one, now));
    assert.deepEqual(marks.map(({ label, description }) => `${label.split(' ')[0]} ${description}`), ['$(location) abcdef0 · me · deployed now', '$(history) abcdef0 · me · left by a rollback', '$(error) abcdef0 · me', '$(pass) abcdef0 · the Python orchestrator']);
    assert.match(marks[2]!.detail, /its commit is gone/);
  });

  it('comes under a title that tells of a failed run', () => {
    assert.deepEqual([stateTitle('prod', undefined), stateTitle('prod', { deploymentId: 'r', message: '' })], ['Roll Back prod', 'Roll Back prod: the last run failed']);
  });

  it('is confirmed as a rollback, not as a deployment', () => {
    const text = confirmationText({ plan: plan(), environment: environment(), level: 'typed-name', reasons: [], obstacles: [], rollbackTo: { deploymentId: 'r1', source: 'bundle', madeAt: state.madeAt } });
    assert.deepEqual([text.message, text.confirm], ['Roll back dev?', 'Roll back dev']);
  });
});

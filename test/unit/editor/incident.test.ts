import assert from 'node:assert/strict';
import { foldIncident, guideOf } from '../../../src/core/incident';
import { decisionItems, guideItems, guideTitle, severityItems } from '../../../src/editor/shared/incidentText';

describe('the guide of an incident', () => {
  const incident = foldIncident([{ type: 'declared', at: '2026-03-04T03:00:00.000Z', id: 'i', environment: 'prod', severity: 'P0', title: 'nothing answers' }])!;

  it('puts what is next first, and keeps notes and the report at hand', () => {
    const items = guideItems(guideOf(incident, []));
    assert.deepEqual([items[0]?.step, items[0]?.description, items[0]?.detail], ['decision', 'next', 'Complete outage: roll back.']);
    assert.deepEqual(items.slice(1, 3).map(({ step }) => step), ['told', 'on-call']);
    assert.deepEqual(items.slice(-2).map(({ step }) => step), ['note', 'report']);
    assert.equal(guideTitle(incident), 'P0 in prod: nothing answers');
  });

  it('offers every severity and decision', () => {
    assert.deepEqual([severityItems().map(({ value }) => value), decisionItems().map(({ value }) => value)], [['P0', 'P1', 'P2'], ['infrastructure', 'application', 'data', 'none']]);
  });
});

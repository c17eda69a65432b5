import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WhatIfChange } from '../../../../src/core/ports/arm';
import type { JsonObject } from '../../../../src/core/values';
import { detectDrift, foldNoise, isReal, markDrift, mergeNoise, parseNoiseBaseline, recordNoise, type Plan, type PredictedState } from '../../../../src/core/whatIf';
import { change, idOf, modify, object, planOf } from './planFixtures';

const vault = 'Microsoft.KeyVault/vaults';
const noisy = (live: JsonObject, wanted: JsonObject = object({ apiVersion: '1', properties: { a: 1, min: 'TLS1_2' } })): WhatIfChange => change(vault, 'kv', 'Modify', { before: live, after: wanted });
const live = object({ apiVersion: '1', properties: { a: 1, min: 'TLS12', created: '2026-01-01T00:00:00Z', uri: 'https://kv' } });
const fold = (baseline: Plan, now: WhatIfChange): Plan => planOf([now], { foldNoise: foldNoise(parseNoiseBaseline(JSON.stringify(recordNoise(baseline)))) });
const realPaths = (plan: Plan): string[] => plan.changes.flatMap(({ properties }) => properties.filter(isReal).map(({ path }) => path));

describe('the noise baseline', () => {
  const baseline = planOf([noisy(live)]);

  it('folds what what-if reported when nothing had changed', () => {
    const plan = fold(baseline, noisy(live));
    assert.deepEqual([realPaths(baseline).length, realPaths(plan), plan.counts.noise, plan.counts.modify], [3, [], 1, 0]);
    assert.match(plan.changes[0]?.properties[0]?.noise ?? '', /2026-03-01/);
    assert.equal(plan.changes[0]?.risk.level, 'none');
  });

  it('still shows one property that really drifted beside the noise', () => {
    assert.deepEqual(realPaths(fold(baseline, noisy(object({ apiVersion: '1', properties: { ...(live['properties'] as object), a: 2 } })))), ['properties.a']);
  });

  it('does not fold another live value of a noisy property', () => {
    assert.deepEqual(realPaths(fold(baseline, noisy(object({ apiVersion: '1', properties: { ...(live['properties'] as object), min: 'TLS10' } })))), ['properties.min']);
    assert.deepEqual(realPaths(fold(baseline, noisy(object({ apiVersion: '1', properties: { ...(live['properties'] as object), uri: 'https://other' } })))), ['properties.uri']);
  });

  it('folds times that the service writes anew', () => {
    assert.deepEqual(realPaths(fold(baseline, noisy(object({ apiVersion: '1', properties: { ...(live['properties'] as object), created: '2026-02-02T00:00:00Z' } })))), []);
  });

  it('expires with the API version, and with the declaration where that says anything of the property', () => {
    assert.equal(realPaths(fold(baseline, noisy(object({ ...live, apiVersion: '2' }), object({ apiVersion: '2', properties: { a: 1, min: 'TLS1_2' } })))).length, 3);
    assert.deepEqual(realPaths(fold(baseline, noisy(live, object({ apiVersion: '1', properties: { a: 1, min: 'TLS1_2', more: true } })))), ['properties.min', 'properties.more']);
  });

  it('remembers the noise of earlier declarations, so that going back to one finds it again', () => {
    const other = object({ apiVersion: '1', properties: { a: 1, min: 'TLS1_2', more: true } });
    const merged = mergeNoise(recordNoise(baseline), recordNoise(planOf([noisy(live, other)])));
    const plan = (wanted: JsonObject): Plan => planOf([noisy(live, wanted)], { foldNoise: foldNoise(parseNoiseBaseline(JSON.stringify(merged))) });
    assert.deepEqual([realPaths(plan(other)), realPaths(plan(object({ apiVersion: '1', properties: { a: 1, min: 'TLS1_2' } })))], [[], []]);
  });

  it('shows a value that nobody can read back where another one was deployed in between', () => {
    const wanted = (value: string): JsonObject => object({ apiVersion: '1', properties: { a: 1, setting: value } });
    const unread = object({ apiVersion: '1', properties: { a: 1 } });
    const first = recordNoise(planOf([noisy(unread, wanted('one'))]));
    const both = mergeNoise(first, recordNoise(planOf([noisy(unread, wanted('two'))])));
    const plan = (known: typeof first, value: string, isDeployed = false): string[] => realPaths(planOf([noisy(unread, wanted(value))], { foldNoise: foldNoise(parseNoiseBaseline(JSON.stringify(known)), isDeployed) }));
    assert.deepEqual([plan(first, 'one'), plan(first, 'two'), plan(both, 'two'), plan(both, 'one')], [[], ['properties.setting'], [], ['properties.setting']]);
    assert.deepEqual(plan(both, 'one', true), []);
  });

  it('gives equal plans equal hashes, however the noise fluctuates', () => {
    const later = noisy(object({ apiVersion: '1', properties: { ...(live['properties'] as object), created: '2026-02-02T00:00:00Z' } }));
    assert.equal(fold(baseline, noisy(live)).planHash, fold(baseline, later).planHash);
  });

  it('holds no values, and no secrets at all', () => {
    const secret = planOf([change('Microsoft.Sql/servers', 's', 'Modify', { delta: [modify('properties.administratorLoginPassword', 'old', 'new'), modify('tags.owner', 'somebody', 'nobody')] })]);
    const text = JSON.stringify(recordNoise(secret));
    assert.ok(!/somebody|nobody|old|new/.test(text.replace(/"[0-9a-f]{64}"/g, '')));
    assert.equal(recordNoise(secret).entries.length, 1);
  });

  it('misses no real change, whatever the noise', () => {
    const value = fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.boolean());
    const names = fc.constantFrom('p', 'q', 'r', 's', 't');
    fc.assert(fc.property(fc.dictionary(names, value), fc.dictionary(names, value), names, value, (was, want, name, next) => {
      const recorded = planOf([noisy(object({ properties: was }), object({ properties: want }))]);
      const changed = { ...was, [name]: next };
      const plan = fold(recorded, noisy(object({ properties: changed }), object({ properties: want })));
      const isDifferent = !Object.is((was as Record<string, unknown>)[name], next) && JSON.stringify((want as Record<string, unknown>)[name]) !== JSON.stringify(next);
      assert.deepEqual(realPaths(plan), isDifferent ? [`properties.${name}`] : []);
    }), { numRuns: 500 });
  });

  it('that is damaged is no baseline', () => {
    for (const text of ['', '{', '[]', '{"version":2}', 'null']) assert.equal(parseNoiseBaseline(text), undefined);
  });
});

describe('drift', () => {
  const id = idOf(vault, 'kv').toLowerCase();
  const state = (properties: unknown): PredictedState => new Map([[id, object({ properties })]]);
  const plan = planOf([noisy(object({ properties: { a: 'live', b: 'old', c: 'x' } }), object({ properties: { a: 'wanted', b: 'new', c: `[reference('z').c]` } }))]);

  it('is what the template wants as before and the live resource no longer has', () => {
    const marked = markDrift(plan, state({ a: 'wanted', b: 'old', c: `[reference('z').c]` }), state({ a: 'wanted', b: 'new', c: `[reference('z').c]` }));
    assert.deepEqual(marked.changes[0]?.properties.map(({ path, drift }) => [path, drift ?? false]), [['properties.a', true], ['properties.b', false], ['properties.c', false]]);
    assert.equal(marked.changes[0]?.drift, undefined);
    assert.equal(marked.planHash, plan.planHash);
  });

  it('of a whole resource is when all of its changes are, or when somebody deleted it', () => {
    const wanted = state({ a: 'wanted', b: 'new', c: 1 });
    assert.equal(markDrift(plan, wanted, wanted).changes[0]?.drift, true);
    const deleted = planOf([change(vault, 'kv', 'Create', { after: object({ properties: { a: 1 } }) })]);
    assert.equal(markDrift(deleted, wanted, wanted).changes[0]?.drift, true);
    assert.equal(markDrift(deleted, new Map(), wanted).changes[0]?.drift, undefined);
  });

  it('is everything that the deployed bundle would change', () => {
    assert.deepEqual(detectDrift(plan).changes[0]?.properties.map(({ drift }) => drift ?? false), [true, true, false]);
  });
});

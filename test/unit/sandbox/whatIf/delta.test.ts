import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../../../src/armTemplate';
import { propertyDelta, sameValue, type PropertyDelta } from '../../../../src/sandbox/whatIf/delta';

/** One line a change: `+ tags.a`, `~ properties.x 1>2`, arrays with their items in brackets. */
const lines = (delta: readonly PropertyDelta[]): string[] => delta.map((entry) => {
  const sign = { Create: '+', Delete: '-', Modify: '~', Array: '*', NoEffect: '=' }[entry.propertyChangeType];
  return entry.children ? `${sign} ${entry.path} [${lines(entry.children).join(', ')}]` : `${sign} ${entry.path}`;
});

describe('Property delta of what-if', () => {
  it('walks objects by dotted paths and compares names without case', () => {
    assert.deepEqual(lines(propertyDelta({ sku: { Name: 'a', tier: 'x' }, tags: { owner: 'me', team: 't' } }, { sku: { name: 'b', tier: 'x' }, tags: { team: 't', cost: '1' } })), ['~ sku.Name', '- tags.owner', '+ tags.cost']);
  });

  it('matches array items by name, by equality whatever their place, then by order', () => {
    assert.deepEqual(lines(propertyDelta({ p: [{ name: 'a', v: 1 }, { name: 'b', v: 1 }] }, { p: [{ name: 'b', v: 2 }, { name: 'a', v: 1 }] })), ['* p [~ 0 [~ v]]']);
    assert.deepEqual(lines(propertyDelta({ p: ['x', 'y'] }, { p: ['y', 'z'] })), ['* p [- 0, + 1]']);
    assert.deepEqual(lines(propertyDelta({ p: ['x', 'y'] }, { p: ['y', 'x'] })), []);
    assert.deepEqual(lines(propertyDelta({ p: [{ a: 1 }] }, { p: [{ a: 2 }] })), ['* p [~ 0 [~ a]]']);
    assert.deepEqual(lines(propertyDelta({ p: [{ k: 'A', v: 1 }] }, { p: [{ k: 'c', v: 1 }, { k: 'a', v: 2 }] }, { arrayKey: () => 'k' })), ['* p [+ 0, ~ 1 [~ k, ~ v]]']);
  });

  it('leaves hidden paths out and marks those without effect', () => {
    const options = { hidden: (path: string) => path === 'properties.status' || path === 'properties.rules[*].state', noEffect: (path: string) => path === 'properties.ignored' };
    assert.deepEqual(lines(propertyDelta({ properties: { status: 'on', rules: [{ name: 'r', state: 1 }] } }, { properties: { ignored: 1, rules: [{ name: 'r', state: 2 }] } }, options)), ['= properties.ignored']);
    assert.deepEqual(lines(propertyDelta({ properties: { status: 'on', x: 1 } }, {}, options)), ['- properties.x']);
  });

  it('is empty exactly for equal bodies, with null as absent', () => {
    const value = fc.letrec<{ any: unknown }>((tie) => ({ any: fc.oneof({ maxDepth: 3 }, fc.string({ maxLength: 3 }), fc.integer(), fc.boolean(), fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('any'))) })).any;
    const body = fc.dictionary(fc.constantFrom('x', 'y', 'z'), value) as fc.Arbitrary<JsonObject>;
    fc.assert(fc.property(body, body, (left, right) => {
      assert.deepEqual(propertyDelta(left, left), []);
      if (!sameValue(left, right) && !JSON.stringify([left, right]).includes('[')) assert.notDeepEqual(propertyDelta(left, right), []);
    }));
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeJson } from '../../../../src/core/configurations';
import { canonicalJson } from '../../../../src/core/hash';
import type { JsonObject, JsonValue } from '../../../../src/core/values';

const merge = (base: JsonObject | undefined, local: JsonObject, live: JsonObject, prefer: 'local' | 'live' = 'local') => mergeJson({ local, live, prefer, ...(base && { base }) });
const same = (a: unknown, b: unknown): void => assert.equal(canonicalJson(a as JsonValue), canonicalJson(b as JsonValue));

const leaf = fc.oneof(fc.constant(null), fc.boolean(), fc.nat(3), fc.constantFrom('a', 'b', '__proto__'));
const tree = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }), fc.array(fc.record({ name: fc.constantFrom('n', 'm'), v: leaf }) as fc.Arbitrary<JsonValue>, { maxLength: 2 }), tie('object')),
  object: fc.dictionary(fc.constantFrom('k', 'l', 'args', 'mcp_tools'), tie('value'), { maxKeys: 4 }),
})).object;

describe('Merging configurations', () => {
  it('takes both sides’ changes, in the order of the local file', () => {
    const base = { agent_id: 'ceo', purpose: 'lead', mcp_tools: [{ server_name: 'github', tool_name: 'search' }], enabled: true };
    const local = { ...base, purpose: 'lead well', mcp_tools: [...base.mcp_tools, { server_name: 'github', tool_name: 'write' }] };
    const live = { ...base, enabled: false, mcp_tools: [{ server_name: 'github', tool_name: 'search', configuration: { limit: 3 } }], purpose_scope: 'all' };
    const { value, conflicts, taken } = merge(base, local, live);
    assert.deepEqual(value, { agent_id: 'ceo', purpose: 'lead well', mcp_tools: [{ server_name: 'github', tool_name: 'search', configuration: { limit: 3 } }, { server_name: 'github', tool_name: 'write' }], enabled: false, purpose_scope: 'all' });
    assert.deepEqual([conflicts, taken], [[], ['mcp_tools[github/search]', 'enabled', 'purpose_scope']]);
  });

  it('tells conflicts with all three sides, and decides them as it is told', () => {
    const [base, local, live] = [{ a: 1, gone: 1, args: ['x'] }, { a: 2, args: ['y', 'x'] }, { a: 3, gone: 2, args: ['x', 'z'] }];
    const mine = merge(base, local, live);
    assert.deepEqual(mine.conflicts, [{ path: 'a', base: 1, local: 2, live: 3 }, { path: 'args', base: ['x'], local: ['y', 'x'], live: ['x', 'z'] }, { path: 'gone', base: 1, live: 2 }]);
    assert.deepEqual([mine.value, merge(base, local, live, 'live').value], [local, live]);
  });

  it('keeps what only one side has when nobody knows what both came from', () => {
    const { value, conflicts } = merge(undefined, { a: 1, same: 1 }, { b: 2, same: 1 });
    assert.deepEqual([value, conflicts], [{ a: 1, same: 1, b: 2 }, []]);
  });

  it('of one changed side is that side, of equal sides is either, and conflicts do not depend on the side', () => {
    fc.assert(fc.property(tree, tree, tree, (base, a, b) => {
      same(merge(base, a, base).value, a);
      same(merge(base, base, b).value, b);
      assert.deepEqual(merge(base, a, a).conflicts, []);
      same(merge(base, a, a).value, a);
      const paths = ({ conflicts }: ReturnType<typeof merge>) => conflicts.map(({ path }) => path).sort();
      assert.deepEqual(paths(merge(base, a, b)), paths(merge(base, b, a)));
    }), { numRuns: 500 });
  });
});

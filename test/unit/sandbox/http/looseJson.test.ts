import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LooseJsonError, parseLooseJson } from '../../../../src/sandbox/http/looseJson';

describe('parseLooseJson', () => {
  it('reads all JSON as JSON.parse does', () => fc.assert(fc.property(fc.json(), (text) => { assert.deepEqual(parseLooseJson(text), JSON.parse(text)); })));

  it('reads what ARM bears: comments, bare names, single quotes, raw line breaks, trailing commas, a byte order mark', () => {
    assert.deepEqual(parseLooseJson("\ufeff{ // one\n template: {'a': [1, 2,], /* two */ \"b\": \"x\ny\", c: -1.5e3, d: null, e: true,},}"), { template: { a: [1, 2], b: 'x\ny', c: -1500, d: null, e: true } });
  });

  it('tells line and column of what it cannot read', () => {
    assert.throws(() => parseLooseJson('{\n  "a": ?}'), (error: Error) => error instanceof LooseJsonError && error.line === 2 && error.column === 8);
    for (const text of ['', '{', '[1', '"x', '{"a" 1}', 'nope', '{"a": "\\q"}', `${'['.repeat(500)}`]) assert.throws(() => parseLooseJson(text), LooseJsonError, text);
  });

  it('either reads or refuses any text', () => fc.assert(fc.property(fc.string(), (text) => { try { parseLooseJson(text); } catch (error) { assert.ok(error instanceof LooseJsonError); } })));
});

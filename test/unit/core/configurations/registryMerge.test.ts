import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../../../src/core/errors';
import { replaceEntry } from '../../../../src/core/configurations/registryMerge';

const registry = (entries: readonly object[], indent?: number | string): string => JSON.stringify({ version: '1.0', servers: entries }, null, indent);

describe('An entry of a registry file', () => {
  it('is replaced, and every other entry keeps its text', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 5 }), fc.constantFrom(undefined, 2, 4, '\t'), fc.nat(), fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.jsonValue()), (ids, indent, chosen, more) => {
      const id = ids[chosen % ids.length]!;
      const entries = ids.map((one) => ({ server_id: one, command: 'npx' }));
      const value = { ...more, server_id: id } as Parameters<typeof replaceEntry>[1]['value'];
      const text = replaceEntry('server', { file: 'r.json', text: registry(entries, indent), id, value });
      assert.deepEqual(JSON.parse(text), JSON.parse(registry(entries.map((one) => (one.server_id === id ? value : one)))));
    }));
  });

  it('keeps comments and line ends of the others', () => {
    const text = '{\r\n  // ours\r\n  "servers": [\r\n    { "server_id": "a" },\r\n    { "server_id": "b" } // last\r\n  ]\r\n}\r\n';
    assert.equal(replaceEntry('server', { file: 'r.json', text, id: 'a', value: { server_id: 'a', command: 'x' } }), text.replace('{ "server_id": "a" }', '{\r\n      "server_id": "a",\r\n      "command": "x"\r\n    }'));
  });

  it('that is gone is told with the file', () => {
    assert.throws(() => replaceEntry('server', { file: 'r.json', text: registry([]), id: 'a', value: {} }), (error: unknown) => error instanceof InputError && error.code === 'Configuration.Unknown' && error.location?.file === 'r.json');
  });
});

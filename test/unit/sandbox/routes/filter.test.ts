import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ArmError } from '../../../../src/sandbox/armError';
import { parseFilter } from '../../../../src/sandbox/routes/filter';

const subject = (name: string): readonly string[] => ({ name: ['Web-1'], resourcetype: ['Microsoft.Web/sites'], tagname: ['team', 'env'] })[name.toLowerCase()] ?? [];

describe('parseFilter', () => {
  for (const [text, expected] of [
    ["name eq 'web-1'", true], ["name ne 'web-1'", false], ["resourceType eq 'Microsoft.Web/sites' and substringof('EB', name)", true], ["startswith(name, 'web') or name eq 'x'", true],
    ["not (name eq 'web-1')", false], ["tagName eq 'env'", true], ["name eq 'a' or name eq 'b' and tagname eq 'env'", false], ["name eq 'it''s'", false],
  ] as const) it(`${text} is ${expected}`, () => { assert.equal(parseFilter(text)(subject), expected); });

  it('either reads or refuses any text with ARM’s code', () => fc.assert(fc.property(fc.string(), (text) => {
    try { parseFilter(text); } catch (error) { assert.ok(error instanceof ArmError && error.code === 'InvalidFilterInQueryString'); }
  })));
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WhatIfChange } from '../../../../src/core/ports/arm';
import type { JsonObject, JsonValue } from '../../../../src/core/values';
import { compareValues } from '../../../../src/core/whatIf/compareValues';
import { valueAt } from '../../../../src/core/whatIf/propertyPath';
import { renderPlanMarkdown, renderPlanText } from '../../../../src/core/whatIf';
import { canonicalJson } from '../../../../src/core/hash';
import { compiledOf, idOf, object, planOf, result } from './planFixtures';

const names = fc.constantFrom('name', 'sku', 'tags', 'properties', 'value', 'list', 'a.b', 'it', 'appSettings', 'location');
const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.string({ maxLength: 6 }), fc.integer(), fc.boolean()),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4 })) as fc.Arbitrary<JsonValue>,
})).value;
const body = fc.dictionary(names, json, { maxKeys: 5 }) as fc.Arbitrary<JsonObject>;
const changes: fc.Arbitrary<WhatIfChange[]> = fc.uniqueArray(fc.record({
  resourceId: fc.stringMatching(/^[a-z]{1,5}$/).map((name) => idOf('Microsoft.Storage/storageAccounts', name)),
  changeType: fc.constantFrom('Create', 'Delete', 'Modify', 'NoChange', 'Ignore') as fc.Arbitrary<WhatIfChange['changeType']>, before: body, after: body,
}), { selector: ({ resourceId }) => resourceId, maxLength: 5 });

describe('comparing values', () => {
  it('finds nothing between equal values, and something between others', () => {
    fc.assert(fc.property(json, json, (one, other) => {
      assert.deepEqual(compareValues('x', one, structuredClone(one)), []);
      const leaves = compareValues('x', one, other);
      assert.equal(leaves.length === 0, canonicalJson(one) === canonicalJson(other) || isEmptyPair(one, other));
    }), { numRuns: 500 });
  });

  it('names paths under which both values are found again', () => {
    fc.assert(fc.property(body, body, (one, other) => {
      for (const leaf of compareValues('', one, other)) {
        if (/\[\d+\]/.test(leaf.path) || leaf.path.includes('=')) continue;
        if (leaf.before !== undefined) assert.deepEqual(valueAt(one, leaf.path), leaf.before);
        if (leaf.after !== undefined) assert.deepEqual(valueAt(other, leaf.path), leaf.after);
      }
    }), { numRuns: 500 });
  });
});

/** An empty object beside an empty array, or elements that are empty: they open up to nothing. */
function isEmptyPair(one: JsonValue, other: JsonValue): boolean {
  return compareValues('', { a: one }, { a: other }).length === 0 && stripEmpty(one) === stripEmpty(other);
}
const stripEmpty = (value: JsonValue): string => JSON.stringify(value, (_key, member: JsonValue) => (Array.isArray(member) ? member.filter((item: JsonValue) => item !== null) : member)).replace(/\{\}|\[\]|[,[\]{}]/g, '');

describe('the hash of a plan', () => {
  it('is equal for equal inputs in any order', () => {
    fc.assert(fc.property(changes, fc.integer(), (list, seed) => {
      const shuffled = [...list].sort((a, b) => ((a.resourceId.length * 7 + seed) % 5) - ((b.resourceId.length * 3 + seed) % 5)).reverse();
      assert.equal(planOf(shuffled).planHash, planOf(structuredClone(list)).planHash);
    }), { numRuns: 100 });
  });

  it('differs for another target, template, parameters, environment or value', () => {
    fc.assert(fc.property(changes, fc.string({ minLength: 1, maxLength: 5 }), (list, text) => {
      const changed = [...list, { resourceId: idOf('Microsoft.Web/sites', 'extra'), changeType: 'Modify' as const, before: object({ tags: { x: 1 } }), after: object({ tags: { x: text } }) }];
      const hash = planOf(changed).planHash;
      assert.notEqual(hash, planOf(list).planHash);
      assert.notEqual(hash, planOf(changed, { compiled: compiledOf({ templateHash: 't2' }) }).planHash);
      assert.notEqual(hash, planOf(changed, { compiled: compiledOf({ parametersHash: 'p2' }) }).planHash);
      assert.notEqual(hash, planOf(changed, { environment: { name: 'prod' } }).planHash);
      const other = changed.map((one) => (one.resourceId.endsWith('extra') ? { ...one, after: object({ tags: { x: `${text}!` } }) } : one));
      assert.notEqual(hash, planOf(other).planHash);
    }), { numRuns: 100 });
  });
});

describe('secrets', () => {
  const secretText = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme' }).filter((text) => text.trim().length >= 8 && !text.includes('*'));
  /** Puts the secret somewhere into a value: as a member, inside a text, as a name, in base64. */
  const poisoned = (secret: string): fc.Arbitrary<JsonValue> => fc.oneof(
    json, fc.constant<JsonValue>(secret), fc.constant<JsonValue>(`Endpoint=x;Key=${secret};`), fc.constant<JsonValue>([{ name: secret, value: 1 }]), fc.constant<JsonValue>({ [secret]: 'x' }),
    fc.constant<JsonValue>([{ name: 'a', value: [secret] }]), fc.constant<JsonValue>(Buffer.from(secret, 'utf8').toString('base64')), fc.constant<JsonValue>(`[concat('${secret}', reference('x').y)]`));

  it('of secure parameters are nowhere in a plan, nor in its texts', () => {
    fc.assert(fc.property(secretText.chain((secret) => fc.tuple(fc.constant(secret), poisoned(secret), poisoned(secret), poisoned(secret))), ([secret, one, other, third]) => {
      const changes: WhatIfChange[] = [
        { resourceId: idOf('Microsoft.Web/sites', 'app'), changeType: 'Modify', before: object({ properties: { x: one } }), after: object({ properties: { x: other }, tags: third }) },
        { resourceId: idOf('Microsoft.Web/sites', `n${secret}`.replace(/[\s/]/g, '-')), changeType: 'Create', after: object({ p: third }) },
        { resourceId: idOf('Microsoft.Web/sites', 'u'), changeType: 'Unsupported', unsupportedReason: `because ${secret}` },
      ];
      const plan = planOf(changes, {
        compiled: compiledOf({ parameters: { p: { value: object({ deep: [secret] }) } }, secureParameterNames: ['p'], diagnostics: [{ file: '/w/x', severity: 'warning', code: 'w', message: `see ${secret}` }] }),
        whatIf: result(changes, { diagnostics: [{ code: 'x', level: 'Warning', message: `m ${secret}` }] }),
      });
      for (const text of stringsIn(plan)) assert.ok(!text.includes(secret), `${JSON.stringify(secret)} in ${JSON.stringify(text)}`);
      assert.ok(!renderPlanText(plan).includes(secret) && !renderPlanMarkdown(plan).includes(secret));
    }), { numRuns: 500 });
  });

  for (const [type, path, value] of [
    ['Microsoft.KeyVault/vaults/secrets', 'value', 'anything'],
    ['Microsoft.Web/sites/config', 'AzureWebJobsStorage', 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abc=='],
    ['Microsoft.Sql/servers', 'administratorLoginPassword', 'P@ss'],
    ['Microsoft.Insights/components', 'ConnectionString', 'InstrumentationKey=0000'],
    ['Microsoft.App/x', 'primaryKey', 'k'],
    ['Microsoft.App/x', 'anything', 'https://a.blob/x?sv=1&sig=abc%3D'],
    ['Microsoft.Web/sites/config', 'GITHUB_PAT', 'x1'],
  ] as const) {
    it(`${path} of ${type} is one by its place, name or looks`, () => {
      const plan = planOf([{ resourceId: idOf(type, type.split('/').length > 2 ? 'a/b' : 'a'), changeType: 'Create', after: object({ properties: { [path]: value } }) }]);
      assert.deepEqual(plan.changes[0]?.properties.map(({ after, isSecret }) => [after, isSecret]), [['***', true]]);
    });
  }

  it('are not seen in references, switches and names of settings', () => {
    const settings = { keyVaultUri: 'https://kv', allowSharedKeyAccess: true, secretName: 's', publicKey: 'pk', passwordAuthentication: 'x', tokenLifetime: 'PT1H', API_KEY: '@Microsoft.KeyVault(VaultName=kv;SecretName=x)' };
    const plan = planOf([{ resourceId: idOf('Microsoft.Web/sites', 'a'), changeType: 'Create', after: object({ properties: settings }) }]);
    assert.deepEqual(plan.changes[0]?.properties.filter(({ isSecret }) => isSecret), []);
  });

  it('in app settings are found by the name of the setting', () => {
    const plan = planOf([{ resourceId: idOf('Microsoft.Web/sites', 'a'), changeType: 'Modify', before: object({ properties: { siteConfig: { appSettings: [{ name: 'B2C_CLIENT_SECRET', value: 'old' }, { name: 'LEVEL', value: 'a' }] } } }), after: object({ properties: { siteConfig: { appSettings: [{ name: 'B2C_CLIENT_SECRET', value: 'new' }, { name: 'LEVEL', value: 'b' }] } } }) }]);
    assert.deepEqual(plan.changes[0]?.properties.map(({ before, after }) => [before, after]), [['***', '***'], ['a', 'b']]);
    assert.equal(plan.counts.modify, 1);
  });
});

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return value !== null && typeof value === 'object' ? Object.entries(value).flatMap(([key, item]) => [key, ...stringsIn(item)]) : [];
}

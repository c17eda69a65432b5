import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redactEvidence, redactEvidenceText } from '../../../../src/core/checklist';
import type { JsonValue } from '../../../../src/core/values';

const base64 = (length: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'), minLength: length, maxLength: length });
const word = base64(24);
/** Every shape with the secret in it that must never be seen again. */
const shapes: readonly fc.Arbitrary<{ readonly value: JsonValue; readonly secret: string }>[] = [
  base64(86).map((key) => ({ value: `DefaultEndpointsProtocol=https;AccountName=st;AccountKey=${key}==;EndpointSuffix=core.windows.net`, secret: key })),
  base64(43).map((key) => ({ value: `Endpoint=sb://b.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${key}=`, secret: key })),
  base64(86).map((key) => ({ value: { keys: [{ value: `${key}==` }] }, secret: key })),
  word.map((key) => ({ value: { nested: { adminPassword: key } }, secret: key })),
  word.map((key) => ({ value: { primaryConnectionString: key, list: [{ clientSecret: key }] }, secret: key })),
  word.map((key) => ({ value: `Authorization: Bearer ${key}`, secret: key })),
  word.map((key) => ({ value: `https://app.azurewebsites.net/api/status?x=1&code=${key}&y=2`, secret: key })),
  word.map((key) => ({ value: `https://st.blob.core.windows.net/c?sv=1&sig=${key}`, secret: key })),
  fc.tuple(word, word, word).map(([a, b, c]) => ({ value: { text: `eyJ${a}.${b}.${c}`.replace(/[+/]/g, 'x') }, secret: b.replace(/[+/]/g, 'x') })),
  fc.string({ unit: fc.constantFrom(...'abcdefABCDEF0123456789'), minLength: 36, maxLength: 36 }).map((key) => ({ value: [`ghp_${key}`], secret: key })),
  word.map((key) => key.replace(/[+/]/g, 'x')).map((key) => ({ value: `https://user:${key}@host/x.git`, secret: key })),
];

describe('evidence that is kept', () => {
  it('holds no secret, whatever shape it came in', () => {
    fc.assert(fc.property(fc.oneof(...shapes), fc.jsonValue({ maxDepth: 2 }), fc.boolean(), ({ value, secret }, other, inside) => {
      const cleaned = JSON.stringify(redactEvidence(inside ? [other as JsonValue, { more: value }] : value));
      assert.ok(!cleaned.includes(secret), cleaned);
    }), { numRuns: 500 });
  });

  it('holds no secret that is known, wherever it stands', () => {
    fc.assert(fc.property(fc.string({ minLength: 6 }).filter((text) => !'***'.includes(text) && text.trim() === text), fc.string(), fc.string(), (secret, before, after) => {
      assert.ok(!redactEvidenceText(`${before}${secret}${after}`, [secret]).includes(secret) || '***'.includes(secret) || `${before}***${after}`.includes(secret));
    }));
  });

  it('keeps what is no secret: IDs, names of secrets, hashes of commits, numbers', () => {
    const value: JsonValue = { id: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv/secrets/GitHubPAT', secretName: 'ServiceBusConnectionString', commit: 'a'.repeat(40), plan: 'b'.repeat(64), count: 3, enabled: true, reference: '@Microsoft.KeyVault(VaultName=kv;SecretName=StorageConnectionString)' };
    assert.deepEqual(redactEvidence(value), value);
  });

  it('comes out of any JSON as JSON of the same shape', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const cleaned = redactEvidence(value as JsonValue);
      assert.equal(Array.isArray(cleaned), Array.isArray(value));
      assert.equal(JSON.stringify(JSON.parse(JSON.stringify(cleaned))), JSON.stringify(cleaned));
    }));
  });
});

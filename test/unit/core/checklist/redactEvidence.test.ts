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
  ...[(key: string) => `{"password":"${key}","a":1}`, (key: string) => `{\\"client_secret\\":\\"${key}\\"}`, (key: string) => `password: ${key}7`, (key: string) => `AZURE_CLIENT_SECRET=${key}`, (key: string) => `export API_KEY="${key}"`, (key: string) => `x-functions-key: ${key}1`, (key: string) => `//registry/:_authToken=${key}`, (key: string) => `aws_secret_access_key=${key}`,
    (key: string) => `az login --service-principal -u x -p ${key} --tenant t`, (key: string) => `az storage blob list --account-key ${key}`, (key: string) => `tool --client-secret=${key}`, (key: string) => `https://hooks.slack.com/services/T0/B0/${key}`, (key: string) => `https://x.webhook.office.com/webhookb2/${key}@t/IncomingWebhook/y`, (key: string) => `xoxb-1234567890-${key}`, (key: string) => `glpat-${key}`,
    (key: string) => `Authorization: Basic ${key}`, (key: string) => `sk-proj-${key}${key}`].map((shape) => word.map((key) => key.replace(/[+/]/g, 'x')).map((key) => ({ value: shape(key) as JsonValue, secret: key }))),
  ...['x-functions-key', 'masterKey', 'access_token', 'connection_string', 'AZURE_CLIENT_SECRET', 'AzureWebJobsStorage', 'token', 'pat'].map((member) => word.map((key) => ({ value: { [member]: key }, secret: key }))),
  ...['serviceUri', 'webhookUrl', 'sasUrl'].map((member) => word.map((key) => key.replace(/[+/]/g, 'x')).map((key) => ({ value: { [member]: `https://corp-ops.net/${key}` }, secret: key }))),
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

  it('keeps words about secrets', () => {
    for (const text of [
      'The vault has no secret ServiceBusConnectionString.', 'AZURE_SERVICEBUS_CONNECTION_STRING is no reference to ServiceBusConnectionString in kv.', 'Password: required', 'password = ***', 'Basic authentication is switched off.', 'AOS_CONNECTION_STRING=@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x)',
      'The token expires at 2026-01-01.', 'api_key=${API_KEY}', '--password is missing', 'secretName: GitHubPAT', 'sku: Basic', 'task-list-of-all-things-to-do-before-the-release-of-spring',
    ]) assert.equal(redactEvidenceText(text), text);
    assert.deepEqual(redactEvidence({ AZURE_CONNECTION_STRING: '@Microsoft.KeyVault(VaultName=kv;SecretName=x)', serviceUri: 'https://corp-ops.net/a/b' }), { AZURE_CONNECTION_STRING: '@Microsoft.KeyVault(VaultName=kv;SecretName=x)', serviceUri: 'https://corp-ops.net/***' });
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

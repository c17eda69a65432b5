import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FaultFileError, parseFaultFile, type FaultRule } from '../../../../src/sandbox/faults/faultFile';
import { Faults } from '../../../../src/sandbox/faults/faults';

const put = { method: 'PUT', path: '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv1' };
const vault = { resourceId: put.path, type: 'Microsoft.KeyVault/vaults', location: 'eastus' };
const faults = (...rules: readonly FaultRule[]) => new Faults({ rules });

describe('Fault file', () => {
  it('says where and why, once, for each mistake', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['{"rules": [', /^f\.json:1:1[12]: The file is not JSON/],
      ['{\n  "rules": [{ "fault": { "kind": "trottle" } }]\n}', /^f\.json:2:\d+: "rules\.0\.fault(\.kind)?" has an unknown kind of fault\. Kinds: latency, throttle,/],
      ['{"rules": [], "sed": 1}', /^f\.json:1:15: The file has the unknown property "sed"\./],
      ['{\n"rules": [\n{ "probability": 2, "fault": { "kind": "stuckOperation" } }]}', /^f\.json:3:18: "rules\.0\.probability" must be <= 1/],
      ['{"rules": [{ "fault": { "kind": "error" } }]}', /^f\.json:1:\d+: "rules\.0\.fault" must have required property 'status'/],
      ['[]', /The file must be object/],
    ];
    for (const [text, expected] of cases) assert.throws(() => parseFaultFile(text, 'f.json'), (error) => error instanceof FaultFileError && expected.test(error.message) || assert.fail(String(error)));
  });

  it('may have comments, and never throws anything else', () => {
    assert.deepEqual(parseFaultFile('{ /* calm */ "rules": [] }', 'f'), { rules: [] });
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      try { parseFaultFile(text, 'f'); } catch (error) { assert.ok(error instanceof FaultFileError && error.line >= 1 && error.column >= 1); }
    }));
  });
});

describe('Faults', () => {
  it('act on what they match, and on nothing else', () => {
    const rule: FaultRule = { match: { method: 'PUT', path: '*/VAULTS/*' }, fault: { kind: 'throttle', retryAfterSeconds: 9 } };
    assert.deepEqual(faults(rule).onRequest(put).action, rule.fault);
    assert.equal(faults(rule).onRequest({ ...put, method: 'GET' }).action, undefined);
    assert.equal(faults({ ...rule, enabled: false }).onRequest(put).action, undefined);
    assert.equal(faults(rule).onResourceWrite(vault), undefined);
  });

  it('let the first calls pass and stop after their number', () => {
    const plan = faults({ skip: 1, times: 2, fault: { kind: 'error', status: 500 } });
    assert.deepEqual([1, 2, 3, 4].map(() => plan.onRequest(put).action?.kind), [undefined, 'error', 'error', undefined]);
  });

  it('repeat themselves with the same seed, at the given share', () => {
    const series = () => { const plan = new Faults({ seed: 3, rules: [{ probability: 0.25, fault: { kind: 'reset' } }] }); return Array.from({ length: 400 }, () => plan.onRequest(put).action !== undefined); };
    assert.deepEqual(series(), series());
    const share = series().filter(Boolean).length / 400;
    assert.ok(share > 0.15 && share < 0.35, String(share));
  });

  it('add delays up and keep each within its distribution', () => {
    fc.assert(fc.property(fc.nat(500), fc.nat(500), fc.constantFrom('fixed', 'uniform', 'exponential'), (ms, more, distribution) => {
      const { delayMs } = faults({ fault: { kind: 'latency', ms, maxMs: ms + more, distribution } }, { fault: { kind: 'latency', ms: 1 } }).onRequest(put);
      assert.ok(delayMs >= 1 && delayMs <= ms + more + 1);
    }));
  });

  it('refuse resources with the bodies ARM has', () => {
    assert.deepEqual(faults({ match: { name: 'kv1' }, fault: { kind: 'failResource', code: 'VaultAlreadyExists' } }).onResourceWrite(vault)?.error.code, 'VaultAlreadyExists');
    assert.equal(faults({ match: { location: 'westus' }, fault: { kind: 'noCapacity' } }).onResourceWrite(vault), undefined);
    const denial = faults({ fault: { kind: 'denyPolicy', policy: 'p' } }).onResourceWrite(vault);
    assert.deepEqual([denial?.status, denial?.error.code, denial?.error.additionalInfo?.[0]?.type], [403, 'RequestDisallowedByPolicy', 'PolicyViolation']);
    assert.equal(faults({ fault: { kind: 'noCapacity' } }).onResourceWrite(vault)?.error.code, 'SkuNotAvailable');
  });

  it('slow operations down, or keep them for ever', () => {
    assert.equal(faults({ fault: { kind: 'slowOperation', factor: 3 } }, { fault: { kind: 'slowOperation', factor: 2 } }).operationFactor(vault), 6);
    assert.equal(faults({ match: { type: 'microsoft.keyvault/vaults' }, fault: { kind: 'stuckOperation' } }).operationFactor(vault), Infinity);
  });
});

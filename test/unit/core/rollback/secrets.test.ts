import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../../../src/core/errors';
import { splitSecrets } from '../../../../src/core/rollback/deployable';
import { findSecrets } from '../../../../src/core/rollback/secrets';
import type { JsonObject } from '../../../../src/core/values';

const template: JsonObject = { parameters: { location: { type: 'string' }, b2cClientSecret: { type: 'securestring' }, other: { type: 'secureString' } }, resources: [] };

describe('secure parameters of a state to go back to', () => {
  it('are never taken from ARM’s history, unless as a reference', () => {
    const reference = { keyVault: { id: '/v' }, secretName: 's' };
    const found = splitSecrets(template, { location: { type: 'String', value: 'eastus' }, b2cClientSecret: { type: 'SecureString', value: 'leaked' }, other: { type: 'SecureString', reference }, notDeclared: { type: 'String', value: 1 } });
    assert.deepEqual([found.parameters, found.missingSecrets], [{ location: { value: 'eastus' }, other: { reference } }, ['b2cClientSecret']]);
  });

  it('stand any history', () => {
    fc.assert(fc.property(fc.object({ maxDepth: 3 }), (given) => { splitSecrets(template, given as JsonObject); }));
  });

  it('come from who gives them, then from the parameters file of now, then from who is asked', async () => {
    const asked: string[][] = [];
    const found = await findSecrets({ template: {}, missingSecrets: ['a', 'b', 'c'] }, { given: { a: '1' }, compileNow: async () => ({ parameters: { b: { value: '2' }, a: { value: 'no' } } }), ask: async (names) => { asked.push([...names]); return { c: '3' }; } });
    assert.deepEqual([found.parameters, asked], [{ a: { value: '1' }, b: { value: '2' }, c: { value: '3' } }, [['c']]]);
    assert.match(found.notices[0] ?? '', /^b: taken from the parameters file of now/);
  });

  it('keep their default where the parameters file of now gives none either', async () => {
    const found = await findSecrets({ template: { parameters: { a: { type: 'securestring', defaultValue: '' } } }, missingSecrets: ['a'] }, { compileNow: async () => ({ parameters: {} }) });
    assert.deepEqual([found.parameters, found.notices.length], [{}, 1]);
  });

  it('that nobody gives are named, also when the parameters file does not compile any more', async () => {
    const broken = async (): Promise<never> => { throw new InputError('Lint.Errors', 'broken'); };
    await assert.rejects(findSecrets({ template: {}, missingSecrets: ['a', 'b'] }, { given: { a: '' }, compileNow: broken }), (error: Error & { code: string }) => error.code === 'Bundle.SecretMissing' && /parameters b were/.test(error.message));
  });
});

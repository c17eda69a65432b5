import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mask, Secrets } from '../../../../src/sandbox/deployments/masking';

describe('Secrets', () => {
  it('hides texts wherever they turn up, short ones only where they stand alone', () => {
    const secrets = new Secrets();
    secrets.add({ password: 'hunter2', list: ['ab'] });
    assert.deepEqual(secrets.hide({ a: 'x hunter2 y', b: ['ab', 'cab'], c: 1 }), { a: `x ${mask} y`, b: [mask, 'cab'], c: 1 });
  });

  it('leaves no long secret in any text', () => fc.assert(fc.property(fc.string({ minLength: 8 }).filter((text) => !mask.includes(text)), fc.string(), fc.string(), (secret, before, after) => {
    const secrets = new Secrets();
    secrets.add(secret);
    assert.ok(!secrets.hideText(`${before}${secret}${after}`).includes(secret));
  })));
});

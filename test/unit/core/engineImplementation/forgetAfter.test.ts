import assert from 'node:assert/strict';
import { forgetAfter } from '../../../../src/core/engineImplementation/forgetAfter';

class Uploads {
  sent = 0;
  constructor(private readonly fails = false) {}
  async upload(count: number): Promise<number> { if (this.fails) throw new Error('Half of it went.'); return this.sent += count; }
  async both(): Promise<number> { await this.upload(1); return this.upload(1); }
  async list(): Promise<number> { return this.sent; }
}

describe('What was known', () => {
  const watched = (fails = false): { readonly uploads: Uploads; readonly forgotten: readonly string[] } => {
    const forgotten: string[] = [];
    return { forgotten, uploads: forgetAfter(new Uploads(fails), async () => { forgotten.push('all'); }, ['upload']) };
  };

  it('is forgotten after what changes something, also where the service calls itself, and not after a look', async () => {
    const { uploads, forgotten } = watched();
    assert.deepEqual([await uploads.list(), forgotten.length], [0, 0]);
    assert.deepEqual([await uploads.upload(3), forgotten.length], [3, 1]);
    assert.deepEqual([await uploads.both(), forgotten.length, uploads.sent], [5, 3, 5]);
  });

  it('is forgotten after a failure, too', async () => {
    const { uploads, forgotten } = watched(true);
    await assert.rejects(uploads.upload(1), /Half of it/);
    assert.equal(forgotten.length, 1);
  });
});

import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { readSecret, type SecretInput } from '../../../src/cli/readSecret';
import { CancelledError, DeployError } from '../../../src/core/errors';

/** A terminal into which keys are typed. */
function terminal(): { input: SecretInput; keys: PassThrough; modes: boolean[]; shown: string[] } {
  const keys = new PassThrough();
  const modes: boolean[] = [];
  const input = Object.assign(keys, { isTTY: true, setRawMode: (mode: boolean) => { modes.push(mode); return input; } }) as unknown as SecretInput;
  return { input, keys, modes, shown: [] };
}

describe('A value that must not be shown', () => {
  it('is read from a pipe, without the last line break', async () => {
    assert.equal(await readSecret('?', Readable.from(['line one\n', 'two\r\n']), () => { throw new Error('A pipe needs no prompt.'); }), 'line one\ntwo');
    await assert.rejects(readSecret('?', Readable.from(['x'.repeat(70_000)]), () => undefined), (error) => error instanceof DeployError && error.code === 'Secrets.TooLong');
  });

  it('is typed without echo, can be corrected and given up', async () => {
    const { input, keys, modes, shown } = terminal();
    const typed = readSecret('Value: ', input, (text) => shown.push(text));
    keys.write('sek');
    keys.write('\u007fcret\r');
    assert.deepEqual([await typed, modes, shown], ['secret', [true, false], ['Value: ', '\n']]);
    const other = terminal();
    const given = readSecret('Value: ', other.input, () => undefined);
    other.keys.write('x\u0003');
    await assert.rejects(given, CancelledError);
    assert.deepEqual(other.modes, [true, false]);
  });
});

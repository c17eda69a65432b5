import assert from 'node:assert/strict';
import { fromSandboxError } from '../../../src/cli/sandboxErrors';
import { DeployError } from '../../../src/core/errors';

const cases: readonly (readonly [string, object, string, string])[] = [
  ['a fault file names its place', { file: '/f.json', line: 3, column: 5, reason: 'no' }, 'Sandbox.FaultFile', 'input'],
  ['a port that is taken', { code: 'EADDRINUSE' }, 'Sandbox.PortTaken', 'input'],
  ['a state that another process serves', { code: 'Sandbox.Running' }, 'Sandbox.Running', 'logic'],
  ['a damaged state', { code: 'State.Damaged' }, 'State.Damaged', 'logic'],
];

describe('errors of the sandbox', () => {
  for (const [name, fields, code, kind] of cases) {
    it(`become ours: ${name}`, () => {
      const error = fromSandboxError(Object.assign(new Error('It says.'), fields));
      assert.ok(error instanceof DeployError);
      assert.deepEqual([error.code, error.kind], [code, kind]);
      if (code === 'Sandbox.FaultFile') assert.deepEqual(error.location?.range?.start, { line: 2, character: 4 });
    });
  }

  it('that are bugs stay what they are', () => {
    const bug = new TypeError('x is not a function');
    assert.equal(fromSandboxError(bug), bug);
  });
});

import assert from 'node:assert/strict';
import { diagnoseFailure } from '../../../../src/core/coach';
import { LogicError } from '../../../../src/core/errors';
import type { DeploymentOperation } from '../../../../src/core/ports/arm';

const group = '/subscriptions/s/resourceGroups/rg';
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv`;
const module = `${group}/providers/Microsoft.Resources/deployments/kv-deployment`;
const place = { file: '/w/modules/keyvault.bicep', range: { start: { line: 13, character: 0 }, end: { line: 20, character: 1 } } };
const operation = (id: string, type: string, state: string, error?: DeploymentOperation['error']): DeploymentOperation =>
  ({ operationId: id, provisioningOperation: 'Create', provisioningState: state, target: { id, type, name: 'x' }, ...(error && { error }) });
const taken = { code: 'VaultAlreadyExists', message: 'The vault name is in use.' };
const diagnose = (operations: readonly DeploymentOperation[], error?: unknown): ReturnType<typeof diagnoseFailure> =>
  diagnoseFailure({ operations, error, locate: (id) => (id === vault ? place : undefined), templateFile: '/w/main.bicep' });

describe('the problems of a failed run', () => {
  it('stand at the declaration of the resource that failed, once, not at the modules around it', () => {
    const problems = diagnose([operation(module, 'Microsoft.Resources/deployments', 'Failed', { code: 'DeploymentFailed', message: 'x', details: [taken] }), operation(vault, 'Microsoft.KeyVault/vaults', 'Failed', taken), operation(vault, 'Microsoft.KeyVault/vaults', 'Failed', taken)]);
    assert.deepEqual(problems.map(({ file, range, code }) => [file, range?.start.line, code]), [['/w/modules/keyvault.bicep', 13, 'VaultAlreadyExists']]);
    assert.match(problems[0]?.message ?? '', /^kv: The Key Vault name kv cannot be used.*Azure says: The vault name is in use\.$/);
    assert.ok(problems[0]?.nextStep);
  });

  it('come from the error itself when no operation failed', () => {
    const problems = diagnose([operation(vault, 'Microsoft.KeyVault/vaults', 'Succeeded')], new LogicError('Arm.InvalidTemplate', 'x', { details: [{ code: 'InvalidTemplate', message: 'circular dependency detected' }] }));
    assert.deepEqual(problems.map(({ file, code }) => [file, code]), [['/w/main.bicep', 'InvalidTemplate']]);
  });

  it('are none when nothing failed', () => { assert.deepEqual(diagnose([operation(vault, 'x/y', 'Succeeded')]), []); });
});

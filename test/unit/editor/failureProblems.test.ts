import assert from 'node:assert/strict';
import { problemsOfFailure, relevantProblems } from '../../../src/editor/runs/problemsOfRun';
import { change, root, run } from './builders';

const declaration = { file: `${root}/deployment/modules/storage.bicep`, range: { start: { line: 13, character: 0 }, end: { line: 20, character: 1 } } };
const failed = run({ state: 'failed', success: false, operations: [
  { operationId: '1', provisioningOperation: 'Create', provisioningState: 'Failed', target: { id: change('st').resourceId, type: change('st').type, name: 'st' }, error: { code: 'StorageAccountAlreadyTaken', message: 'The storage account named st is already taken.' } },
] });

describe('the problems of a failed run', () => {
  const places = { record: failed, changes: [change('st', { declaration })], templateFile: `${root}/deployment/main.bicep` };

  it('stand where the resource is declared, and in the template where that is not known', () => {
    const [problem] = problemsOfFailure(places);
    assert.deepEqual([problem?.file, problem?.range, problem?.code, problem?.severity], [declaration.file, declaration.range, 'StorageAccountAlreadyTaken', 'error']);
    assert.equal(problemsOfFailure({ ...places, changes: [] })[0]?.file, places.templateFile);
  });

  it('are none of a run that went well, and go with the next run', () => {
    assert.deepEqual(problemsOfFailure({ ...places, record: { ...failed, state: 'completed' } }), []);
    const after = relevantProblems([], { type: 'ended', at: '', state: 'failed', message: '' }, () => problemsOfFailure(places));
    assert.equal(after.length, 1);
  });
});

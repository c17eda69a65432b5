import assert from 'node:assert/strict';
import { toSarif } from '../../../src/cli/sarif';

describe('SARIF', () => {
  it('names rule, level, place and workspace of each finding', () => {
    const log = toSarif([
      { file: '/w/deployment/parameters/dev env.bicepparam', severity: 'warning', code: 'aos/region-tier', message: 'Far away.', nextStep: 'Come back.', range: { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } } },
      { file: '/w/a.bicep', severity: 'error', code: 'BCP001', message: 'No.' },
    ], '/w') as { runs: readonly [{ tool: { driver: { rules: readonly { id: string }[] } }; results: readonly object[] }] };
    assert.deepEqual(log.runs[0].tool.driver.rules.map(({ id }) => id), ['BCP001', 'aos/region-tier']);
    assert.deepEqual(log.runs[0].results, [
      { ruleId: 'aos/region-tier', ruleIndex: 1, level: 'warning', message: { text: 'Far away. Come back.' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'deployment/parameters/dev%20env.bicepparam', uriBaseId: 'WORKSPACE' }, region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 10 } } }] },
      { ruleId: 'BCP001', ruleIndex: 0, level: 'error', message: { text: 'No.' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'a.bicep', uriBaseId: 'WORKSPACE' } } }] },
    ]);
  });
});

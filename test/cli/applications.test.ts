import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCliProcess } from '../support/cliProcess';
import { copySample } from '../support/sampleWorkspace';
import { smokeRows } from '../../src/core/health/smokeTests';
import { parseDocument } from '../support/schemas';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('aos-deploy apps', function () {
  this.timeout(240_000);
  const folder = useTemporaryFolder();

  it('takes the sample’s three apps from source to alive, and one back by its hash', async () => {
    const workspace = copySample(folder());
    const ask = async (line: string, schema: string, code = 0) => {
      const answer = await runCliProcess(...line.split(' '), '--workspace', workspace, '--environment', 'dev', '--cloud', 'sandbox', '--json');
      assert.equal(answer.code, code, `${line}: ${answer.out}${answer.err}`);
      return parseDocument(schema, answer.out);
    };
    const applications = (document: Record<string, unknown>) => document['applications'] as { name: string; hash: string; state: string; changes?: object }[];
    await ask('deploy --yes', 'deploy');
    const smoke = async (code: number) => ((await ask('verify --smoke', 'verify', code))['smoke'] as { id: string; state: string }[]).map(({ id, state }) => [id, state]);
    assert.ok((await smoke(1)).some(([id, state]) => id === 'verify.endpoints.health-main' && state !== 'pass'), 'nothing is published yet');
    const packed = applications(await ask('apps package', 'apps-package'));
    const deployed = applications(await ask('apps deploy', 'apps-deploy'));
    assert.deepEqual(deployed.map(({ name, state, hash }) => [name, state, hash]), packed.map(({ name, hash }) => [name, 'alive', hash]));
    assert.deepEqual(await smoke(0), smokeRows.map((id) => [id, 'pass']));

    const source = path.join(workspace, 'function_app.py');
    writeFileSync(source, `${readFileSync(source, 'utf8')}\n# changed\n`);
    assert.deepEqual(applications(await ask('apps package main', 'apps-package'))[0]?.changes, { added: [], changed: ['function_app.py'], removed: [] });
    assert.notEqual(applications(await ask('apps deploy main', 'apps-deploy'))[0]?.hash, packed[0]?.hash);
    const back = applications(await ask(`apps deploy main --to ${packed[0]!.hash.slice(0, 12)}`, 'apps-deploy'))[0];
    assert.deepEqual([back?.hash, back?.state], [packed[0]?.hash, 'alive']);

    await ask('apps settings main', 'apps-settings');
    await ask('apps settings main --apply', 'error', 3);
    await ask('apps swap main --slot nowhere --yes', 'error', 1);
    writeFileSync(source, 'def broken(:\n');
    assert.equal(applications(await ask('apps deploy main', 'apps-deploy', 2))[0]?.state, 'failed');
  });
});

import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runCliProcess } from '../support/cliProcess';
import { copySample } from '../support/sampleWorkspace';
import { parseDocument } from '../support/schemas';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('aos-deploy agents and servers', function () {
  this.timeout(240_000);
  const folder = useTemporaryFolder();

  it('take the sample’s configurations to where its apps read them, change by change', async () => {
    const workspace = copySample(folder());
    const at = (line: string) => runCliProcess(...line.split(' '), '--workspace', workspace, '--environment', 'dev', '--cloud', 'sandbox', '--json');
    const ask = async (line: string, schema: string, code = 0) => {
      const answer = await at(line);
      assert.equal(answer.code, code, `${line}: ${answer.out}${answer.err}`);
      return parseDocument(schema, answer.out);
    };
    const states = async (list: string) => Object.fromEntries(((await ask(`${list} diff`, 'configurations-diff'))[list] as { id: string; state: string }[]).map(({ id, state }) => [id, state]));
    await ask('deploy --yes', 'deploy');
    await ask('agents validate', 'validate');
    assert.deepEqual(await states('agents'), { ceo: 'new', cfo: 'new', cmo: 'new', cto: 'new' });
    const uploaded = await ask('agents upload', 'configurations-upload');
    assert.deepEqual([(uploaded['registry'] as { changed: string[] }).changed, uploaded['created']], [['ceo', 'cfo', 'cmo', 'cto'], ['aos-config', 'agent-configs']]);
    await ask('servers upload', 'configurations-upload');
    assert.deepEqual([...new Set([...Object.values(await states('agents')), ...Object.values(await states('servers'))])], ['in-sync']);

    const ceo = path.join(workspace, 'agents', 'ceo.json');
    writeFileSync(ceo, readFileSync(ceo, 'utf8').replace('growing', 'thriving'));
    const again = await ask('agents upload', 'configurations-upload');
    assert.deepEqual((again['agents'] as { id: string; outcome: string }[]).filter(({ outcome }) => outcome === 'uploaded').map(({ id }) => id), ['ceo']);
    const [version] = (await ask('agents versions ceo', 'configurations-versions'))['versions'] as { version: string }[];
    await ask(`agents restore ceo --to ${version!.version}`, 'configurations-upload');
    assert.equal((await states('agents'))['ceo'], 'changed-here');

    rmSync(path.join(workspace, 'agents', 'cmo.json'));
    const registry = path.join(workspace, 'agent_registry.json');
    const document = JSON.parse(readFileSync(registry, 'utf8')) as { agents: { agent_id: string }[] };
    writeFileSync(registry, JSON.stringify({ ...document, agents: document.agents.filter(({ agent_id }) => agent_id !== 'cmo') }));
    await ask('agents prune', 'error', 3);
    assert.equal((await states('agents'))['cmo'], 'only-there');
    await ask('agents prune --yes', 'configurations-upload');
    assert.equal((await states('agents'))['cmo'], undefined);

    writeFileSync(ceo, '{');
    assert.equal((await ask('agents upload', 'error', 2))['error'] !== undefined, true);
    await ask('agents validate', 'validate', 2);
  });
});

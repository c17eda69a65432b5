import assert from 'node:assert/strict';
import { placesOf } from '../../../../src/core/configurations';
import { LanguageWorkspace } from '../../../../src/core/language';

const at = (path: string): string => `/ws/${path}`;

describe('The places of configurations', () => {
  const kinds = (settings: Parameters<typeof placesOf>[1], ...files: readonly string[]) => { const places = placesOf('/ws', settings); return files.map((file) => places.kindOf(at(file))); };

  it('are the usual ones where aos.yaml names none', () => {
    assert.deepEqual(kinds({}, 'agents/a.json', 'x/mcp-servers/b.json', 'agent_registry.json', 'sandbox-faults.json', 'agents/a.txt', 'config/a.json'), ['agent', 'server', 'agentRegistry', 'faults', undefined, undefined]);
    assert.deepEqual(placesOf('/ws', {}).patterns, []);
  });

  it('are those of aos.yaml, and no others of their kind', () => {
    const settings = { agents: { files: ['config/people', 'more/*-agent.json'], registry: 'config/people.json' }, servers: { registry: 'tools.json' } };
    assert.deepEqual(kinds(settings, 'config/people/a.json', 'config/people/deep/a.json', 'more/x-agent.json', 'more/x.json', 'config/people.json', 'agents/a.json', 'agent_registry.json'), ['agent', undefined, 'agent', undefined, 'agentRegistry', undefined, undefined]);
    assert.deepEqual(kinds(settings, 'mcp-servers/b.json', 'tools.json', 'mcp_server_registry.json'), ['server', 'serverRegistry', undefined]);
    assert.deepEqual(placesOf('/ws', settings).patterns, ['config/people.json', 'config/people/*.json', 'more/*-agent.json', 'tools.json']);
    assert.deepEqual(placesOf('/ws', { agents: { files: '../elsewhere' } }).patterns, [], 'what is outside of the workspace is not searched');
  });

  it('are what the rules judge by as somebody types', () => {
    const places = placesOf('/ws', { agents: { files: 'config/people' } });
    const workspace = new LanguageWorkspace({ root: '/ws', template: () => ({ kind: 'unknown' }), exists: () => undefined, kindOf: (file) => places.kindOf(file) });
    for (const file of ['config/people/ceo.json', 'agents/cfo.json']) workspace.setText(at(file), '{ "agent_id": 7 }');
    assert.deepEqual([workspace.files, workspace.knows(at('agents/cfo.json'))], [[at('config/people/ceo.json')], false]);
    assert.ok(workspace.check(at('config/people/ceo.json')).some(({ rule }) => rule === 'configuration-schema'));
  });
});

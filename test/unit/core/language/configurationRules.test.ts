import assert from 'node:assert/strict';
import { configurationCompletions, definitionsAt, LanguageWorkspace, renameAt } from '../../../../src/core/language';

const registry = (enabled = true) => ({ version: '1.0', servers: [{ server_id: 'github', server_name: 'GitHub', command: 'npx', enabled, tools: [{ name: 'search_code' }, { name: 'create_issue' }] }] });
const agent = (more: object = {}) => ({ agent_id: 'ceo', agent_type: 'LeadershipAgent', purpose: 'Lead', mcp_tools: [{ server_name: 'github', tool_name: 'search_code' }], ...more });

function workspaceWith(files: Readonly<Record<string, object | string>>): LanguageWorkspace {
  const workspace = new LanguageWorkspace({ root: '/w', template: () => ({ kind: 'unknown' }), exists: () => true });
  for (const [name, content] of Object.entries(files)) workspace.setText(`/w/${name}`, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  return workspace;
}
const brief = (workspace: LanguageWorkspace, file: string): string[] => workspace.check(`/w/${file}`).map(({ rule, severity }) => `${severity} ${rule}`);

describe('Rules of configurations', () => {
  const cases: readonly (readonly [what: string, files: Readonly<Record<string, object | string>>, file: string, expected: readonly string[]])[] = [
    ['accept an agent and its tools', { 'mcp_server_registry.json': registry(), 'agents/ceo.json': agent() }, 'agents/ceo.json', []],
    ['accept both forms of a tool', { 'mcp_server_registry.json': registry(), 'agents/ceo.json': agent({ mcp_tools: ['github/create_issue', 'anything'] }) }, 'agents/ceo.json', []],
    ['accept either form of an agent’s type in its own file', { 'agents/ceo.json': agent({ agent_type: 'leadership' }) }, 'agents/ceo.json', []],
    ['refuse in the registry what makes all of it fail', { 'agent_registry.json': { agents: [agent({ domain_knowledge: { domain: 'd', training_data_path: 'p', adapter_config: {} } })] } }, 'agent_registry.json', ['error configuration-schema']],
    ['say nothing about servers where there are none', { 'agents/ceo.json': agent() }, 'agents/ceo.json', []],
    ['say nothing about files of other tools in such folders', { 'agents/list.json': '[1, 2, // comment\n]', 'agents/other.json': { name: 'x', purpose: '' }, 'mcp-servers/settings.json': { command: 1 } }, 'agents/list.json', []],
    ['let a registry and a file share an id', { 'agents/ceo.json': agent(), 'agent_registry.json': { agents: [{ ...agent({ agent_type: 'leadership' }), domain_knowledge: { domain: 'd', training_data_path: 'p', adapter_config: {} } }] } }, 'agents/ceo.json', []],
    ['are silenced in the metadata, for a reason', { 'mcp-servers/github.json': { server_id: 'github', command: 'x', env: { API_KEY: 'public-key-1' }, metadata: { 'aos-disable': { 'plain-secret': 'a public key' } } } }, 'mcp-servers/github.json', []],
    ['see a token by its form, whatever its name', { 'mcp-servers/github.json': { server_id: 'github', command: 'x', env: { WHO: `ghp_${'a1'.repeat(18)}`, PORT: '80', URL: 'https://x/token' } } }, 'mcp-servers/github.json', ['warning plain-secret']],
    ['mention a reference that stays a text', { 'mcp-servers/github.json': { server_id: 'github', command: 'x', env: { A: '@Microsoft.KeyVault(VaultName=v;SecretName=GitHubPAT)', B: '${GitHubPAT}', C: '${}' } } }, 'mcp-servers/github.json', ['info unresolvable-reference', 'warning unresolvable-reference']],
    ['leave a disabled agent its disabled server', { 'mcp_server_registry.json': registry(false), 'agents/ceo.json': agent({ enabled: false }) }, 'agents/ceo.json', []],
  ];
  for (const [what, files, file, expected] of cases) it(what, () => assert.deepEqual(brief(workspaceWith(files), file), expected));

  it('never repeat a secret', () => {
    const workspace = workspaceWith({ 'mcp-servers/github.json': { server_id: 'github', command: 'x', env: { API_TOKEN: 'swordfish-4711' } } });
    assert.doesNotMatch(JSON.stringify(workspace.check('/w/mcp-servers/github.json')), /swordfish/);
  });

  it('notice what a changed file means for the others', () => {
    const workspace = workspaceWith({ 'mcp_server_registry.json': registry(), 'agents/ceo.json': agent() });
    assert.equal(workspace.setText('/w/mcp_server_registry.json', JSON.stringify(registry(false))), true);
    assert.deepEqual(brief(workspace, 'agents/ceo.json'), ['warning disabled-reference']);
    workspace.remove('/w/mcp_server_registry.json');
    assert.deepEqual(brief(workspace, 'agents/ceo.json'), []);
  });
});

describe('Help in configurations', () => {
  const workspace = workspaceWith({ 'mcp_server_registry.json': registry(), 'agents/ceo.json': agent() });
  const text = workspace.configuration('/w/agents/ceo.json')!.text;

  it('offers servers, and the tools of the server', () => {
    const labels = (word: string): string[] => configurationCompletions(workspace, '/w/agents/ceo.json', text.indexOf(word) + 1).map(({ label }) => label);
    assert.deepEqual(labels('github'), ['github']);
    assert.deepEqual(labels('search_code'), ['search_code', 'create_issue']);
  });
  it('goes from a tool to the server that lists it, and renames both', () => {
    assert.deepEqual(definitionsAt(workspace, '/w/agents/ceo.json', text.indexOf('search_code') + 1).map(({ file }) => file), ['/w/mcp_server_registry.json']);
    assert.deepEqual(renameAt(workspace, '/w/agents/ceo.json', text.indexOf('github') + 1, 'gh')?.edits.map(({ file, newText }) => [file, newText]), [['/w/mcp_server_registry.json', 'gh'], ['/w/agents/ceo.json', 'gh']]);
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createEngine } from '../../../../src/composition';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

const agent = (more: object): string => JSON.stringify({ agent_id: 'ceo', agent_type: 'LeadershipAgent', purpose: 'p', purpose_scope: 's', adapter_name: 'ceo', mcp_tools: [], enabled: true, ...more }, undefined, 2);
const server = (more: object): string => JSON.stringify({ server_id: 'github', command: 'npx', args: [], env: {}, enabled: true, ...more }, undefined, 2);

/** What is wrong, the file, its line (from 1), the code, and words of the message. */
interface Case { readonly what: string; readonly kind: 'agent' | 'server'; readonly files: Readonly<Record<string, string>>; readonly found: readonly [file: string, line: number, code: string, words: RegExp] }
const bad = (what: string, kind: Case['kind'], files: Case['files'], found: Case['found']): Case => ({ what, kind, files, found });
const cases: readonly Case[] = [
  bad('a comma is missing', 'agent', { 'agents/ceo.json': '{\n  "agent_id": "ceo"\n  "purpose": "p"\n}' }, ['ceo.json', 3, 'aos/json-syntax', /comma/i]),
  bad('it is no JSON at all', 'agent', { 'agents/ceo.json': 'agent_id: ceo\n' }, ['ceo.json', 1, 'Configuration.NotJson', /is not JSON/]),
  bad('it is empty', 'agent', { 'agents/ceo.json': '' }, ['ceo.json', 1, 'Configuration.NotJson', /is not JSON/]),
  bad('it is a list', 'agent', { 'agents/ceo.json': '[{}]' }, ['ceo.json', 1, 'Configuration.NotAnObject', /no JSON object/]),
  bad('it is something else', 'agent', { 'agents/ceo.json': '{ "name": "package" }' }, ['ceo.json', 1, 'Configuration.NoId', /has no "agent_id"/]),
  bad('a field has another type', 'agent', { 'agents/ceo.json': agent({ enabled: 'yes' }) }, ['ceo.json', 8, 'aos/configuration-schema', /^enabled must be boolean\.$/]),
  bad('the id is not the name of the file', 'agent', { 'agents/boss.json': agent({}) }, ['boss.json', 2, 'aos/id-file-name', /named boss, and the id is ceo/]),
  bad('the id cannot be a blob', 'agent', { 'agents/ceo.json': agent({ agent_id: '../ceo' }) }, ['ceo.json', 1, 'Configuration.BadId', /'\.\.\/ceo'/]),
  bad('a server is not there', 'agent', { 'agents/ceo.json': agent({ mcp_tools: [{ server_name: 'nowhere', tool_name: 'x' }] }), 'mcp-servers/github.json': server({}) }, ['ceo.json', 9, 'aos/unknown-server', /no MCP server nowhere/]),
  bad('a tool is not there', 'agent', { 'agents/ceo.json': agent({ mcp_tools: [{ server_name: 'github', tool_name: 'x' }] }), 'mcp-servers/github.json': server({ server_name: 'github', tools: [{ name: 'search', description: '', input_schema: {} }] }) }, ['ceo.json', 10, 'aos/unknown-tool', /no tool x; it lists search/]),
  bad('a secret stands there', 'server', { 'mcp-servers/github.json': server({ env: { GITHUB_TOKEN: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789' } }) }, ['github.json', 6, 'aos/plain-secret', /GITHUB_TOKEN/]),
  bad('a field is missing, in a folder that aos.yaml names', 'agent', { 'aos.yaml': 'agents: { files: team/people }\nservers: { files: [tools/*.json] }\n', 'team/people/ceo.json': '{\n  "agent_id": "ceo",\n  "agent_type": "LeadershipAgent", "purpose": "p", "purpose_scope": "s", "adapter_name": "ceo", "enabled": true,\n  "mcp_tools": [{ "server_name": "nowhere", "tool_name": "x" }]\n}', 'tools/github.json': server({}) }, ['ceo.json', 4, 'aos/unknown-server', /no MCP server nowhere/]),
  bad('the registry has no list', 'server', { 'mcp_server_registry.json': '{ "version": "1.0" }' }, ['mcp_server_registry.json', 1, 'aos/configuration-schema', /lacks servers/]),
];

describe('a configuration in which', () => {
  const folder = useTemporaryFolder();
  cases.forEach(({ what, kind, files, found: [file, line, code, words] }, index) => it(`${what} is told once, with file and line`, async () => {
    const root = path.join(folder(), String(index));
    for (const [name, text] of Object.entries(files)) { mkdirSync(path.dirname(path.join(root, name)), { recursive: true }); writeFileSync(path.join(root, name), text); }
    const { diagnostics } = await createEngine({ root, cloud: 'azure', sandboxEndpoint: () => Promise.reject(new Error('not needed')) }).configurations.validate(kind);
    const told = diagnostics.filter(({ severity }) => severity !== 'info');
    assert.deepEqual(told.map((one) => [path.basename(one.file), (one.range?.start.line ?? -1) + 1, one.code]), [[file, line, code]], JSON.stringify(told));
    assert.match(told[0]!.message, words);
    if (code.startsWith('Configuration.')) assert.ok(told[0]!.nextStep);
  }));
});

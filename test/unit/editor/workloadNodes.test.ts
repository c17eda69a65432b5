import assert from 'node:assert/strict';
import { childrenOf, type TreeNode } from '../../../src/editor/shared/treeNode';
import { applicationsNode } from '../../../src/editor/views/environments/applicationNodes';
import { configurationsNode } from '../../../src/editor/views/environments/configurationNodes';
import { applicationStatus } from '../../../src/editor/workloads/applicationStatus';
import type { ApplicationsRead, ConfigurationsRead, Obstacle, Read } from '../../../src/editor/workloads/workloadState';
import { openCount } from '../../../src/editor/workloads/workloadText';
import { now, root } from './builders';
import { application, comparison, overview, packageRecord } from './workloadBuilders';

const idle = async (): Promise<void> => undefined;
const apps = (value: ApplicationsRead): TreeNode => applicationsNode('dev', () => ({ kind: 'read', value }), idle, now);
const agents = (read: Read<ConfigurationsRead>): TreeNode => configurationsNode('dev', 'agent', () => read, idle);
const read = (over: Partial<ConfigurationsRead>): Read<ConfigurationsRead> => ({ kind: 'read', value: { local: [], problems: [], ...over } });
const line = ({ label, description }: TreeNode): string => [label, description].filter(Boolean).join(': ');
const entryOf = (one: ReturnType<typeof overview>) => ({ application: one.application, status: applicationStatus(one, [packageRecord()]) });

describe('applications in the tree', () => {
  it('say state, health and package, with their functions and slots below', () => {
    const [main] = childrenOf(apps({ entries: [entryOf(overview('main', { slots: ['staging'] }))] }));
    assert.equal(line(main!), 'main: healthy · package a1b2c3d, 10 min ago');
    assert.deepEqual(childrenOf(main!).map(line), ['health: http · /api/health', 'maintenance: timer', 'staging: slot']);
    assert.equal(main!.contextValue, 'application.deployed.slots');
  });

  it('say the version they go by, and in the tooltip who says so', () => {
    const [main] = childrenOf(apps({ entries: [entryOf(overview('main', { version: { value: '3.0.0', from: 'health' } }))] }));
    assert.equal(line(main!), 'main: 3.0.0 · healthy · package a1b2c3d, 10 min ago');
    assert.match(main!.tooltip ?? '', /says its health endpoint/);
  });

  it('say what the host did not find and what nobody declared', () => {
    const [main] = childrenOf(apps({ entries: [entryOf(overview('main', { functions: ['health', 'extra'] }))] }));
    assert.deepEqual(childrenOf(main!).map(line), ['extra: not declared in the sources', 'health: http · /api/health', 'maintenance: timer · not found by the host']);
  });

  it('are summed up: how many, and how many with findings', () => {
    const bad = overview('mcp', { checks: [{ id: 'running', state: 'pass', reason: '' }, { id: 'health', state: 'fail', reason: '503' }] });
    assert.equal(apps({ entries: [entryOf(overview('main'))] }).description, '1 · all healthy');
    assert.equal(apps({ entries: [entryOf(overview('main')), entryOf(bad)] }).description, '2 · 1 with findings');
    assert.equal(childrenOf(apps({ entries: [entryOf(bad)] }))[0]?.icon?.id, 'error');
    const empty = overview('realm', { livePackage: undefined, functions: [], checks: [{ id: 'functions', state: 'pass', reason: '' }, { id: 'health', state: 'unknown', reason: '' }, { id: 'references', state: 'fail', reason: '' }] });
    assert.equal(apps({ entries: [entryOf(empty)] }).description, '1 · nothing deployed');
  });

  it('are stopped, empty or unknown in those words, never healthy from silence', () => {
    const of = (over: Parameters<typeof overview>[1]): string | undefined => childrenOf(apps({ entries: [entryOf(overview('main', { livePackage: undefined, ...over }))] }))[0]?.description;
    assert.equal(of({ site: { id: 'i', name: 'n', state: 'Stopped' } }), 'Stopped');
    assert.equal(of({ functions: [], checks: [{ id: 'functions', state: 'fail', reason: '' }, { id: 'health', state: 'fail', reason: '' }] }), 'nothing deployed');
    assert.equal(of({ checks: [{ id: 'health', state: 'unknown', reason: '' }] }), 'health unknown');
    assert.equal(of({ checks: [{ id: 'health', state: 'not-reachable', reason: '' }] }), 'not reachable from here');
  });

  it('tell when what is live is not what was packaged last', () => {
    const one = overview('main', { lastPackage: { hash: 'f'.repeat(64), at: '2026-03-01T11:59:00Z' } });
    assert.equal(childrenOf(apps({ entries: [entryOf(one)] }))[0]?.description, 'healthy · package a1b2c3d live, fffffff made here');
  });

  it('offer the cure for what stands in the way, and still name the applications', () => {
    for (const obstacle of ['noTarget', 'sandboxStopped', 'signedOut', 'noSubscription'] satisfies Obstacle[]) {
      const [cure, main] = childrenOf(apps({ entries: [{ application: application('main') }], obstacle }));
      assert.ok(cure?.command && cure.description, obstacle);
      assert.equal(line(main!), 'main: not read');
    }
  });

  it('show an error with its next step and a way to try again', () => {
    const node = applicationsNode('dev', () => ({ kind: 'failed', error: { code: 'Application.None', message: 'No folder holds a host.json.', nextStep: 'Open another folder.' } }), idle, now);
    assert.deepEqual(childrenOf(node).map(({ label }) => label), ['No folder holds a host.json.', 'Open another folder.', 'Try Again']);
    assert.equal(childrenOf(node)[2]?.command?.id, 'aosDeploy.applications.refresh');
  });
});

describe('agents and MCP servers in the tree', () => {
  it('say how each stands, and the count of what is open comes first', () => {
    const value = { local: [], problems: [], comparison: comparison({ ceo: 'conflict', cfo: 'in-sync', cmo: 'changed-here', cto: 'new', old: 'only-there' }) };
    const node = agents({ kind: 'read', value });
    assert.equal(node.description, '1 conflict · 1 changed here · 1 new · 1 only deployed · 1 in sync');
    assert.deepEqual(childrenOf(node).map(line), ['ceo: conflict', 'cfo: in sync', 'cmo: changed here', 'cto: new', 'old: only deployed']);
    assert.equal(openCount(value), 4);
  });

  it('carry their state for the menus, and open the comparison where there is something to compare', () => {
    const [ceo, cto] = childrenOf(agents(read({ comparison: comparison({ ceo: 'conflict', cto: 'new' }) })));
    assert.deepEqual([ceo?.contextValue, ceo?.command?.id, cto?.command?.id], ['configuration.agent.conflict', 'aosDeploy.configurations.compare', 'aosDeploy.configuration.open']);
    assert.equal(ceo?.spoken, 'Agent ceo, conflict');
  });

  it('count what only the registry has otherwise, and say that something stays out of it', () => {
    const both = comparison({ ceo: 'in-sync', cfo: 'in-sync' }, { registry: comparison({ ceo: 'changed-here' }).configurations, leftOut: [{ id: 'cfo', reason: 'It has no domain.' }] });
    const value = { local: [], problems: [], comparison: both };
    assert.deepEqual(childrenOf(agents({ kind: 'read', value })).map(line), ['ceo: changed here in the registry', 'cfo: in sync · not in the registry']);
    assert.equal(openCount(value), 1);
  });

  it('are named even where nothing can be asked, and files that cannot be read are told', () => {
    const node = agents(read({ local: [{ id: 'ceo', file: `${root}/agents/ceo.json` }], problems: [{ file: `${root}/agents/x.json`, severity: 'error', code: 'x', message: 'It is not JSON.' }], obstacle: 'sandboxStopped' }));
    assert.deepEqual(childrenOf(node).map(({ label }) => label), ['Start Local Sandbox', 'It is not JSON.', 'ceo']);
    assert.equal(node.description, '1');
  });

  it('offer to make the first one', () => {
    assert.equal(childrenOf(agents(read({ comparison: comparison({}) })))[0]?.command?.id, 'aosDeploy.agents.new');
  });

  it('keep the tree short, however many there are', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`agent-${index}`, 'in-sync' as const]));
    const nodes = childrenOf(agents(read({ comparison: comparison(many) })));
    assert.deepEqual([nodes.length, nodes.at(-1)?.label], [201, '800 more']);
  });

  it('have ids that no other item has', () => {
    const all = [agents(read({ comparison: comparison({ ceo: 'new' }) })), apps({ entries: [entryOf(overview('main'))] })].flatMap((node) => [node, ...childrenOf(node), ...childrenOf(node).flatMap(childrenOf)]);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  });

  it('let no Markdown through to the tooltip', () => {
    const [ceo] = childrenOf(agents(read({ comparison: comparison({ ceo: 'new' }, { leftOut: [{ id: 'ceo', reason: '[x](command:evil)' }] }) })));
    assert.ok(!ceo?.tooltip?.includes('[x](command:evil)'));
  });
});

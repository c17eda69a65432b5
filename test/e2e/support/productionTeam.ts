import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ScriptedTools } from '../../support/scriptedTools';
import { fillFiles } from '../../sandbox/evidence/workspace';

const hourMs = 3_600_000;
const later = (hours: number): string => new Date(Date.now() + hours * hourMs).toISOString();

/** What people decide about production, as aos.yaml has it. */
const profile = (): readonly string[] => [
  `window: { start: '${later(-1)}', end: '${later(4)}' }`, 'contacts:', '  - { name: Ada, role: on-call, email: ada@corp-ops.net, phone: "+49 30 5550100" }', '  - { name: Bo, role: lead, email: bo@corp-ops.net, phone: "+49 30 5550101" }',
  'team: 00000000-0000-4000-8000-00000000beef', 'operations: 00000000-0000-4000-8000-00000000cafe', 'tags: { owner: team@corp-ops.net, costCenter: CC-7 }', `nextDrill: '${later(30 * 24)}'`, 'addressRange: 20.30.40.0/24', 'incidentWebhook: https://hooks.corp-ops.net/incident',
];

/** Makes a copy of the sample what a careful team opens before its first deployment: files, profile, git with a remote, and a computer with the tools. Answers the environment of its programs. */
export function prepareProduction(workspace: string): Readonly<Record<string, string>> {
  const git = (...args: readonly string[]): string => execFileSync('git', ['-c', 'user.name=Ann Example', '-c', 'user.email=ann@contoso.example', '-c', 'commit.gpgsign=false', ...args], { cwd: workspace, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const file = (name: string, change: string | undefined | ((text: string) => string)): (() => void) => {
    const absolute = path.join(workspace, name);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, typeof change === 'function' ? change(readFileSync(absolute, 'utf8')) : change ?? '');
    return () => undefined;
  };
  fillFiles({ root: workspace, git, file });
  file('aos.yaml', (text) => text.replace(/^( {2}prod:\n(?: {4}.*\n)*? {4}profile:\n)/m, (_, head: string) => `${head}${profile().map((line) => `      ${line}\n`).join('')}`));
  ScriptedTools.inWorkspace(workspace);
  const remote = path.join(path.dirname(workspace), 'AgentOperatingSystem.git');
  execFileSync('git', ['init', '-q', '--bare', remote]);
  git('remote', 'set-url', 'origin', remote);
  git('commit', '-qam', 'Profile');
  return { PATH: `${ScriptedTools.onPath(path.join(path.dirname(workspace), 'tools')).folder}${path.delimiter}${process.env['PATH'] ?? ''}` };
}

import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { fileText, git, runs } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed } from '../shared';

const inside = git('rev-parse', '--is-inside-work-tree');
const remotes = git('remote', '-v');
const branch = git('rev-parse', '--abbrev-ref', 'HEAD');
const tag = git('describe', '--exact-match', '--tags');
const status = git('status', '--porcelain');
const head = git('rev-parse', 'HEAD');
const needed = ['deployment/main-modular.bicep', 'deployment/deploy.py', 'function_app.py'];
const releaseBranches = ['main', 'develop'];
const pinned = ({ profile }: EvidenceScope) => (profile.pinnedRef === undefined ? [] : [git('rev-parse', '--verify', `${profile.pinnedRef}^{commit}`)]);

export const sourceChecks: readonly Check[] = [
  check('pre.source.cloned', [inside, remotes, ...needed.map((one) => fileText(one))], (facts) => {
    const { exitCode, stdout } = facts.need(inside);
    if (exitCode !== 0 || stdout.trim() !== 'true') return fail('The workspace is in no git work tree.');
    const missing = needed.filter((one) => facts.find(fileText(one)) === undefined);
    if (missing.length > 0) return fail(`The work tree has no ${listed(missing)}.`);
    const urls = facts.need(remotes).stdout.split('\n').map((line) => line.split(/\s+/)[1] ?? '').filter((url) => url !== '');
    const own = urls.find((url) => /[/:][^/]+\/AgentOperatingSystem(\.git)?\/?$/i.test(url));
    return own === undefined ? fail(`No remote is the AgentOperatingSystem or a fork of it${urls.length === 0 ? '; there is none at all' : ''}.`) : pass(`Cloned from ${withoutCredentials(own)}.`);
  }),
  check('pre.source.branch', (scope) => [branch, tag, head, ...pinned(scope)], decideBranch, { binds: ['commit'] }),
  check('pre.source.clean', [status], (facts) => {
    const { exitCode, stdout } = facts.need(status);
    if (exitCode !== 0) return fail('git status failed: the workspace is in no git work tree.');
    const changed = stdout.split('\n').filter((line) => line.trim() !== '').map((line) => line.slice(3));
    return changed.length === 0 ? pass('Nothing is uncommitted.') : fail(`${changed.length} uncommitted: ${listed(changed)}.`);
  }, { binds: ['commit'] }),
  check('pre.source.sha', [head, runs()], (facts) => {
    const { exitCode, stdout } = facts.need(head);
    const sha = stdout.trim();
    if (exitCode !== 0 || !/^[0-9a-f]{40}$/.test(sha)) return fail('git knows no commit here.');
    const [newest] = facts.need(runs());
    if (newest && !/^[0-9a-f]{40}$/.test(newest.gitSha ?? '')) return fail(`The newest run, ${newest.deploymentId}, was recorded without a commit.`);
    return pass(newest ? `HEAD is ${sha.slice(0, 12)}; the newest run recorded ${newest.gitSha!.slice(0, 12)}.` : `HEAD is ${sha.slice(0, 12)}; a run records it.`, { sha });
  }, { binds: ['commit'] }),
];

function decideBranch(facts: Facts, scope: EvidenceScope): Verdict {
  const on = facts.need(branch);
  if (on.exitCode !== 0) return fail('The workspace is in no git work tree.');
  const name = on.stdout.trim();
  const [ref] = pinned(scope);
  const commit = ref && facts.need(ref);
  if (commit && commit.exitCode === 0 && commit.stdout.trim() === facts.need(head).stdout.trim()) return pass(`HEAD is ${scope.profile.pinnedRef}, as the profile pins it.`);
  if (releaseBranches.includes(name)) return pass(`On the branch ${name}.`);
  const exact = facts.need(tag);
  if (exact.exitCode === 0 && exact.stdout.trim() !== '') return pass(`On the tag ${exact.stdout.trim()}.`);
  return fail(`HEAD is on ${name === 'HEAD' ? 'no branch' : `the branch ${name}`}: neither main, nor develop, nor a release tag${ref ? `, nor ${scope.profile.pinnedRef}` : ''}.`);
}

const withoutCredentials = (url: string): string => url.replace(/\/\/[^/@]*@/, '//');

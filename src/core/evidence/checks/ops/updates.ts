import { asArray, asObject, asString } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { applications, audit, git, records } from '../../queries';
import { fail, notApplicable, pass } from '../../verdict';
import { check, compareVersions, listed, versionIn } from '../shared';

export const reports = records('report');
export const testRuns = records('test-run');
/** Newest first; and the one that changed what is required last. */
export const history = git('rev-list', '--max-count=500', 'HEAD');
export const requirementsCommit = git('log', '-1', '--format=%H', '--', '*requirements.txt', 'pyproject.toml');
const listRow = 'ops.monthly.python-updates';

interface Update { readonly name: string; readonly latest: string }

/** What is outdated was put into the requirements, tested, and deployed to dev. */
export const updateChecks: readonly Check[] = [
  check('ops.monthly.updates-tested', [reports, testRuns, history, requirementsCommit, applications(), audit()], decideTested, { binds: ['commit'] }),
];

function decideTested(facts: Facts, { now }: EvidenceScope): Verdict {
  const list = facts.need(reports).find(({ at, value }) => asObject(value)['item'] === listRow && at.slice(0, 7) === now.toISOString().slice(0, 7));
  if (!list) return fail('The updates of this month have not been listed yet.');
  const updates = asArray(asObject(list.value)['packages']).map(asObject).map((one): Update => ({ name: asString(one['name']) ?? '', latest: asString(one['latest_version']) ?? '' }));
  if (updates.length === 0) return notApplicable('Nothing is outdated.');
  const texts = facts.need(applications()).flatMap(({ requirementsText }) => requirementsText ?? []);
  const excluded = updates.filter((one) => texts.some((text) => excludes(text, one))).map(({ name, latest }) => `${name} ${latest}`);
  if (excluded.length > 0) return fail(`The requirements do not take ${listed(excluded)}.`);
  const known = facts.need(history).stdout.split('\n').filter(Boolean);
  const changedAt = known.indexOf(facts.need(requirementsCommit).stdout.trim());
  const holds = (commit: string | undefined): boolean => { const index = commit === undefined ? -1 : known.indexOf(commit); return index >= 0 && changedAt >= 0 && index <= changedAt; };
  const tested = facts.need(testRuns).find(({ value, binding }) => asObject(value)['exitCode'] === 0 && holds(binding?.commit));
  if (!tested) return fail('No test run has passed since the requirements were changed.');
  const deployed = facts.need(audit()).find(({ success, gitSha, environment }) => success && /^(dev|development)$/i.test(environment) && holds(gitSha));
  return deployed ? pass(`${updates.length} updates were tested ${tested.at} and deployed to ${deployed.environment} by ${deployed.deploymentId}.`) : fail('No deployment to dev has succeeded since the requirements were changed.');
}

const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/** The versions that a requirements file wants of a package; undefined where it does not name it. */
function lineOf(text: string, name: string): string | undefined {
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*([^;#]*)/.exec(line);
    if (match && normal(match[1]!) === normal(name)) return match[2]!.trim();
  }
  return undefined;
}

/** Whether a file names the package with versions that leave the newest out. */
function excludes(text: string, { name, latest }: Update): boolean {
  const wanted = lineOf(text, name);
  const version = versionIn(latest.includes('.') ? latest : `${latest}.0`);
  if (wanted === undefined || wanted === '' || !version) return false;
  return wanted.split(',').some((part) => {
    const [, sign = '', text2 = ''] = /^\s*(===|==|~=|!=|<=|>=|<|>)?\s*(\S*)/.exec(part) ?? [];
    const bound = versionIn(text2.includes('.') ? text2 : `${text2}.0`);
    if (!bound || text2.includes('*')) return false;
    const order = compareVersions(version, bound);
    switch (sign) {
      case '==': case '===': return order !== 0;
      case '!=': return order === 0;
      case '<': return order >= 0;
      case '<=': return order > 0;
      case '>': return order <= 0;
      case '>=': return order < 0;
      case '~=': return order < 0 || version[0] !== bound[0];
      default: return false;
    }
  });
}

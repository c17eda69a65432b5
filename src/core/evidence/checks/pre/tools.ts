import { asObject, asString } from '../../../json';
import type { ToolOutput } from '../../../ports';
import type { Check, Facts, Query, Verdict } from '../../api';
import { bicepVersion, compiled, git, newestRelease, tool } from '../../queries';
import { fail, pass, unknown, warn } from '../../verdict';
import { check, compareVersions, parseJson, versionIn } from '../shared';

const azVersion = tool('az', 'version', '-o', 'json');
const pythons = [tool('python3', '--version'), tool('py', '-3', '--version'), tool('python', '--version')];
const funcVersion = tool('func', '--version');
const gitVersion = git('--version');
const gitName = git('config', '--get', 'user.name');
const gitEmail = git('config', '--get', 'user.email');
const sampleIdentities = ['your name', 'your.email@example.com'];

/** Codes of the compiler for what it cannot even read, as an old one says of new syntax. */
const unreadable = /^BCP0(0[1-9]|1\d|2[0-5])$/;

export const toolChecks: readonly Check[] = [
  check('pre.tools.azure-cli', [azVersion, newestRelease('azure-cli')], (facts) => {
    const { exitCode, stdout } = facts.need(azVersion);
    const found = asString(asObject(parseJson(stdout))['azure-cli']) ?? '';
    if (exitCode !== 0 || !versionIn(found)) return fail('az version did not tell a version.');
    return againstNewest(facts, 'Azure CLI', found, 'azure-cli', fail);
  }),
  check('pre.tools.bicep-cli', [bicepVersion(), compiled(), newestRelease('bicep')], (facts) => {
    const version = facts.get(bicepVersion());
    if (version.state === 'failed') return fail(version.reason);
    const found = facts.need(bicepVersion());
    if (!versionIn(found)) return fail(`The Bicep CLI told no version: ${found}.`);
    const built = facts.need(compiled());
    const first = built.diagnostics.find(({ severity, code, message }) => severity === 'error' && (unreadable.test(code) || /not supported|experimental/i.test(message)));
    if (first) return fail(`Bicep ${found} does not read the template: ${first.code}: ${first.message}`);
    return againstNewest(facts, 'Bicep', found, 'bicep', warn);
  }),
  check('pre.tools.python', pythons, (facts) => {
    const found = pythons.map((one) => versionOf(facts, one)).find((one) => one !== undefined);
    if (found) return compareVersions(found, [3, 10, 0]) >= 0 ? pass(`Python ${found.join('.')}.`) : fail(`Python ${found.join('.')} is older than 3.10.`);
    return worstUnanswered(facts, pythons) ?? fail('No Python 3 is installed.');
  }),
  check('pre.tools.git', [gitVersion, gitName, gitEmail], (facts) => {
    const { exitCode, stdout } = facts.need(gitVersion);
    if (exitCode !== 0) return fail('git --version failed.');
    const [name, email] = [facts.need(gitName), facts.need(gitEmail)].map((one) => one.stdout.trim());
    const missing = [name ? [] : ['user.name'], email ? [] : ['user.email']].flat();
    if (missing.length > 0) return fail(`git has no ${missing.join(' and no ')}.`);
    const sample = [name, email].find((one) => sampleIdentities.includes((one ?? '').toLowerCase()));
    return sample === undefined ? pass(`${stdout.trim()}; commits carry a name and an address.`) : fail(`git still has the sample identity "${sample}".`);
  }),
  check('pre.tools.func', [funcVersion], (facts) => {
    const { exitCode, stdout } = facts.need(funcVersion);
    const found = versionIn(stdout);
    if (exitCode !== 0 || !found) return fail('func --version did not tell a version.');
    return found[0] === 4 ? pass(`Functions Core Tools ${found.join('.')}.`) : fail(`Functions Core Tools ${found.join('.')} are not version 4.`);
  }),
];

function againstNewest(facts: Facts, what: string, found: string, product: 'azure-cli' | 'bicep', older: (reason: string) => Verdict): Verdict {
  const newest = facts.get(newestRelease(product));
  if (newest.state !== 'answered') return pass(`${what} ${found}; newest unknown.`);
  const isOlder = compareVersions(versionIn(found) ?? [], versionIn(newest.value) ?? []) < 0;
  return isOlder ? older(`${what} ${found} is older than ${newest.value}, the newest release.`) : pass(`${what} ${found} is the newest release.`);
}

function versionOf(facts: Facts, query: Query<ToolOutput>): readonly number[] | undefined {
  const fact = facts.get(query);
  return fact.state === 'answered' && fact.value.exitCode === 0 ? versionIn(`${fact.value.stdout} ${fact.value.stderr}`) : undefined;
}

function worstUnanswered(facts: Facts, queries: readonly Query<ToolOutput>[]): Verdict | undefined {
  const silent = queries.map((one) => facts.get(one)).find(({ state }) => state !== 'answered' && state !== 'absent');
  return silent && silent.state !== 'answered' ? unknown(silent.reason) : undefined;
}

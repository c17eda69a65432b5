import { asObject } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { git, records } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed } from '../shared';

const names = ['deployment', 'troubleshooting', 'incident-response', 'scaling', 'rollback', 'disaster-recovery'];
/** Time of the last commit of a runbook; empty where there is none. */
export const lastCommit = (name: string) => git('log', '-1', '--format=%cI', '--', `docs/runbooks/${name}.md`);

export const quarterlyChecks: readonly Check[] = [
  check('ops.quarterly.runbooks', [...names.map(lastCommit), records('still-valid')], decideRunbooks, { binds: ['commit'] }),
];

/** Somebody who read a runbook and found it right leaves a record with its name. */
function decideRunbooks(facts: Facts, { now }: EvidenceScope): Verdict {
  const quarter = (time: string): string => { const date = new Date(time); return `${date.getUTCFullYear()}-${Math.floor(date.getUTCMonth() / 3)}`; };
  const present = quarter(now.toISOString());
  const confirmed = facts.need(records('still-valid')).filter(({ at, by }) => by !== undefined && quarter(at) === present).map(({ value }) => asObject(value)['runbook']);
  const old = names.filter((name) => {
    const { exitCode, stdout } = facts.need(lastCommit(name));
    return !(exitCode === 0 && stdout.trim() !== '' && quarter(stdout.trim()) === present) && !confirmed.includes(name);
  });
  return old.length === 0 ? pass(`All ${names.length} runbooks were changed or confirmed this quarter.`) : fail(`Neither changed nor confirmed this quarter: ${listed(old)}.`);
}

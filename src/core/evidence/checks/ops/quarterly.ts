import { asObject, asString } from '../../../json';
import type { Check, EvidenceRecord, EvidenceScope, Facts, Verdict } from '../../api';
import { git, records } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed, quarterOf } from '../shared';

const names = ['deployment', 'troubleshooting', 'incident-response', 'scaling', 'rollback', 'disaster-recovery'];
/** Time of the last commit of a runbook; empty where there is none. */
export const lastCommit = (name: string) => git('log', '-1', '--format=%cI', '--', `docs/runbooks/${name}.md`);

export const quarterlyChecks: readonly Check[] = [
  check('ops.quarterly.runbooks', [...names.map(lastCommit), records('still-valid')], decideRunbooks, { binds: ['commit'] }),
  check('ops.quarterly.dr-update', [records('drill'), lastCommit('disaster-recovery')], decideDrUpdate, { stages: ['prod'], binds: ['commit'] }),
];

/** The newest full drill of the quarter; a small one where there is no other. */
export function drillOfQuarter(facts: Facts, now: Date): EvidenceRecord | undefined {
  const drills = facts.need(records('drill')).filter(({ at }) => quarterOf(at) === quarterOf(now));
  return drills.find(({ value }) => asObject(value)['kind'] === 'full') ?? drills[0];
}

/** What a drill taught stands in the runbook afterwards, or somebody wrote down that nothing has to change. */
function decideDrUpdate(facts: Facts, { now }: EvidenceScope): Verdict {
  const drill = drillOfQuarter(facts, now);
  if (!drill) return fail('No drill of this quarter is written down.');
  const value = asObject(drill.value);
  const by = drill.by ?? asString(value['by']);
  if (/^no change needed$/i.test((asString(value['procedure']) ?? '').trim()) && by) return pass(`${by} wrote down with the drill that the procedure needs no change.`);
  const { exitCode, stdout } = facts.need(lastCommit('disaster-recovery'));
  const changedAt = exitCode === 0 ? stdout.trim() : '';
  if (Date.parse(changedAt) > Date.parse(drill.at)) return pass(`The runbook was changed ${changedAt}, after the drill of ${drill.at}.`);
  return fail(`The runbook was ${changedAt === '' ? 'never committed' : `last changed ${changedAt}`}, before the drill of ${drill.at}, and nobody wrote down that it needs no change.`);
}

/** Somebody who read a runbook and found it right leaves a record with its name. */
function decideRunbooks(facts: Facts, { now }: EvidenceScope): Verdict {
  const present = quarterOf(now);
  const confirmed = facts.need(records('still-valid')).filter(({ at, by }) => by !== undefined && quarterOf(at) === present).map(({ value }) => asObject(value)['runbook']);
  const old = names.filter((name) => {
    const { exitCode, stdout } = facts.need(lastCommit(name));
    return !(exitCode === 0 && stdout.trim() !== '' && quarterOf(stdout.trim()) === present) && !confirmed.includes(name);
  });
  return old.length === 0 ? pass(`All ${names.length} runbooks were changed or confirmed this quarter.`) : fail(`Neither changed nor confirmed this quarter: ${listed(old)}.`);
}

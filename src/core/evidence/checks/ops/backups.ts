import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { backups, git, secrets } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed } from '../shared';

const dayMs = 86_400_000, oldestDays = 31;
/** When configurations were committed last; empty where they never were. */
export const configurationCommit = git('log', '-1', '--format=%cI', '--', '*agents/*.json', '*mcp-servers/*.json', '*agent_registry.json', '*mcp_server_registry.json');

/** Secrets, audit and configurations, each backed up within a month, and still as they were written. */
export const backupChecks: readonly Check[] = [check('ops.monthly.backup-complete', [backups(), secrets(), configurationCommit], decideComplete)];

function decideComplete(facts: Facts, { now }: EvidenceScope): Verdict {
  const found = facts.need(backups());
  const [ofSecrets, ofAudit] = [found.find(({ secrets: names }) => names.length > 0), found.find(({ hasAudit }) => hasAudit)];
  const enabled = facts.need(secrets()).filter((one) => one.enabled).map(({ name }) => name);
  const committed = facts.need(configurationCommit);
  const committedAt = committed.exitCode === 0 ? committed.stdout.trim() : '';
  const isOld = (at: string): boolean => !(now.getTime() - Date.parse(at) <= oldestDays * dayMs);
  const uncovered = enabled.filter((name) => !ofSecrets?.secrets.some((one) => one.toLowerCase() === name.toLowerCase()));
  const damaged = [...new Set([...ofSecrets?.damaged ?? [], ...ofAudit?.damaged ?? []])];
  const problems = [
    ...(enabled.length > 0 && !ofSecrets ? ['no backup holds the secrets'] : uncovered.length > 0 ? [`the newest backup lacks the secrets ${listed(uncovered)}`] : []),
    ...(ofSecrets && isOld(ofSecrets.at) ? [`the backup of the secrets is of ${ofSecrets.at}`] : []),
    ...(!ofAudit ? ['no backup holds the audit'] : isOld(ofAudit.at) ? [`the backup of the audit is of ${ofAudit.at}`] : []),
    ...(committedAt === '' ? ['no configuration was ever committed'] : isOld(committedAt) ? [`the last commit of a configuration is of ${committedAt}`] : []),
    ...(damaged.length > 0 ? [`no longer as written: ${listed(damaged)}`] : []),
  ];
  return problems.length === 0 ? pass(`${enabled.length} secrets, the audit and the configurations are backed up, none more than ${oldestDays} days ago, and as they were written.`) : fail(`${problems.map((one, index) => (index === 0 ? `${one[0]!.toUpperCase()}${one.slice(1)}` : one)).join('; ')}.`);
}

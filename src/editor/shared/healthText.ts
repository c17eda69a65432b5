import * as l10n from '@vscode/l10n';
import type { ResourceVerdict, Verdict } from '../../core/deployment/events';
import { tableCell } from './markdown';
import { exactTime } from './time';

/** One sentence about an environment. Silence is never health: no verdict at all says so. */
export function healthSummary(environment: string, verdicts: readonly ResourceVerdict[]): { readonly text: string; readonly isHealthy: boolean } {
  const count = (wanted: Verdict): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
  const [healthy, unhealthy, unknown] = [count('healthy'), count('unhealthy'), count('unknown')];
  if (verdicts.length === 0) return { text: l10n.t('{0}: there is nothing to verify; no resource was found.', environment), isHealthy: false };
  if (healthy === verdicts.length) return { text: l10n.t('{0}: all {1} resources are healthy.', environment, healthy), isHealthy: true };
  return { text: l10n.t('{0}: {1} unhealthy, {2} unknown, {3} healthy.', environment, unhealthy, unknown, healthy), isHealthy: false };
}

const order: Record<Verdict, number> = { unhealthy: 0, unknown: 1, healthy: 2 };

/** A Markdown table, worst first. */
export function healthReport(environment: string, verdicts: readonly ResourceVerdict[], at: Date): string {
  const rows = [...verdicts].sort((a, b) => order[a.verdict] - order[b.verdict] || a.resourceId.localeCompare(b.resourceId))
    .map(({ verdict, resourceId, type, reason }) => `| ${verdict} | ${tableCell(resourceId.split('/').at(-1) ?? resourceId)} | ${tableCell(type)} | ${tableCell(reason)} |`);
  return [`# ${healthSummary(environment, verdicts).text}`, '', exactTime(at.toISOString()), '', '| Verdict | Resource | Type | Reason |', '|---|---|---|---|', ...rows, ''].join('\n');
}

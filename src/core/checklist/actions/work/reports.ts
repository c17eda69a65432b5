import type { Check } from '../../../evidence';
import type { Finding } from '../action';
import { costWorks } from './costs';
import { logReports } from './logReports';
import { trendReports, type Report } from './trends';
import { remember, unknown, type RowWork, type WorkScene } from './work';

/** Reviews that come back each day, week and month: numbers and logs, kept with their date. */
export const reportWorks: readonly RowWork[] = [...[...trendReports, ...logReports].map((report): RowWork => ({ row: report.row, describe: () => `Reads ${report.what}, and keeps the report with its date.`, run: (scene) => make(scene, report) })), ...costWorks];

/** The evidence's own planner asks: with its gates, its redaction, and its reasons where nothing came back. */
async function make(scene: WorkScene, { row: item, needs, tell }: Report): Promise<Finding> {
  const check: Check = { row: item, needs, decide: (facts, scope) => { const { text, table } = tell(facts, scope); return { state: 'pass', reason: text, observed: table }; } };
  const [row] = (await scene.ports.gather(scene.view.environment.name, [check], scene.signal)).rows;
  if (!row) return unknown('Nothing was asked.');
  if (row.state === 'pass') await remember(scene, 'report', { item, text: row.reason, table: row.observed ?? null });
  return { state: row.state, reason: row.reason, ...(row.observed !== undefined && { observed: row.observed }) };
}

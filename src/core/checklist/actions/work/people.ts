import { InputError } from '../../../errors';
import { resolvePath } from '../../../paths';
import { commit } from './repository';
import { failed, passed, remember, type RowWork, type WorkScene } from './work';

const steps = ['failover', 'restore', 'verify', 'measure'] as const;

/** Pages of the portal that somebody looks at, and drills that people do while the product writes down. */
export const peopleWorks: readonly RowWork[] = [portal('verify.appinsights.live-open', 'quickPulse', 'Live Metrics'), portal('verify.tracing.map-open', 'applicationMap', 'the Application Map'), drill('ops.monthly.dr-drill', false), drill('ops.quarterly.dr-test', true)];

function portal(row: string, page: string, what: string): RowWork {
  return {
    row, describe: () => `Gives the link to ${what} in the portal and keeps that it was opened.`,
    run: async (scene) => {
      const { connection, scope } = await scene.connection();
      const component = (await connection.resources.listResources(scope, scene.signal)).find(({ type }) => type.toLowerCase() === 'microsoft.insights/components');
      if (!component) return failed('The resource group holds no Application Insights component.');
      const link = `${(connection.cloud.portal ?? 'https://portal.azure.com').replace(/\/$/, '')}/#resource${component.id}/${page}`;
      return passed(`${what} of ${component.name} was opened.`, { link });
    },
  };
}

function drill(row: string, full: boolean): RowWork {
  return {
    row, changesRepository: true, describe: () => (full ? 'Writes down the full drill: failover, restore, verification and measurement, with times and outcome, and commits its results in docs/drills.' : 'Writes down the small drill: what was done, when it began and ended, how long recovery took, and commits its results in docs/drills.'),
    inputs: [
      { name: 'steps', prompt: `Steps that were done, of ${steps.join(', ')}`, initial: full ? steps.join(', ') : 'restore, verify' }, { name: 'start', prompt: 'Start, such as 2026-03-31T22:00Z', problem: timeProblem }, { name: 'end', prompt: 'End', problem: timeProblem },
      { name: 'rtoMinutes', prompt: 'Minutes until it worked again', problem: numberProblem }, { name: 'rpoMinutes', prompt: 'Minutes of data that were lost', problem: numberProblem }, { name: 'outcome', prompt: 'Outcome: passed or failed', initial: 'passed' }, { name: 'findings', prompt: 'Findings; empty for none', initial: '' },
      { name: 'procedure', prompt: 'Write "no change needed" where the procedure stays as it is; else change the runbook', initial: '' },
    ],
    run: async (scene) => {
      const done = given(scene, 'steps').split(/[\s,]+/).filter(Boolean);
      const [start, end] = [given(scene, 'start'), given(scene, 'end')];
      if (!(Date.parse(end) > Date.parse(start))) throw new InputError('Action.InputWrong', 'The end of the drill is not after its start.', { nextStep: 'Give an end after the start.' });
      const record = { item: row, kind: full ? 'full' : 'small', steps: done, start, end, rtoMinutes: Number(given(scene, 'rtoMinutes')), rpoMinutes: Number(given(scene, 'rpoMinutes')), outcome: given(scene, 'outcome'), findings: scene.inputs['findings']?.trim() ?? '', procedure: scene.inputs['procedure']?.trim() ?? '', by: (await scene.ports.tools.run('git', ['config', '--get', 'user.name'], scene.signal))?.stdout.trim() ?? '' };
      const file = `docs/drills/${scene.ports.clock.now().toISOString().slice(0, 10)}-${record.kind}.md`;
      await scene.ports.files.writeText(resolvePath(scene.ports.files.root, file), resultsOf(scene, record));
      await remember(scene, 'drill', { ...record, file });
      const committed = await commit(scene, [file], `Recovery drill of ${record.end.slice(0, 10)}`);
      if (committed.state !== 'pass') return committed;
      const missing = full ? steps.filter((step) => !done.includes(step)) : [];
      if (missing.length > 0) return failed(`The full drill lacks ${missing.join(', ')}.`, record);
      return record.outcome === 'passed' ? passed(`Drill from ${start} to ${end}: back after ${record.rtoMinutes} min, ${record.rpoMinutes} min of data lost.`, record) : failed(`The drill ended with ${record.outcome}.`, record);
    },
  };
}

/** The results file that others read. */
function resultsOf({ view }: WorkScene, record: { readonly kind: string; readonly steps: readonly string[]; readonly start: string; readonly end: string; readonly rtoMinutes: number; readonly rpoMinutes: number; readonly outcome: string; readonly findings: string; readonly procedure: string; readonly by: string }): string {
  const rows = [['Environment', view.environment.name], ['Steps', record.steps.join(', ')], ['Start', record.start], ['End', record.end], ['Back after', `${record.rtoMinutes} min`], ['Data lost', `${record.rpoMinutes} min`], ['Outcome', record.outcome], ['Written down by', record.by || 'somebody']];
  return `# Recovery drill (${record.kind})\n\n| | |\n|---|---|\n${rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}\n\n## Findings\n\n${record.findings || 'None.'}\n\n## Procedure\n\n${record.procedure || 'To be changed where the findings ask for it.'}\n`;
}

function given({ inputs }: WorkScene, name: string): string {
  const value = inputs[name]?.trim();
  if (!value) throw new InputError('Action.InputMissing', `The drill needs ${name}.`, { nextStep: `Give --input "${name}=…".` });
  return value;
}

function timeProblem(value: string): string | undefined { return Number.isNaN(Date.parse(value)) ? `"${value}" is no time.` : undefined; }
function numberProblem(value: string): string | undefined { return /^\d+(\.\d+)?$/.test(value.trim()) ? undefined : `"${value}" is no number.`; }

import * as l10n from '@vscode/l10n';
import type { AgentTestReport, AgentTestState, AgentTestStep, AgentTestWay } from '../../core/agentTests';

const stateText = (state: AgentTestState): string => ({ pass: l10n.t('answers'), fail: l10n.t('fails'), unknown: l10n.t('cannot tell'), skipped: l10n.t('not tried') })[state];
const wayText = (way: AgentTestWay): string => (way === 'http' ? l10n.t('HTTP') : l10n.t('queue'));
const marks: Readonly<Record<AgentTestState, string>> = { pass: '✓', fail: '✗', unknown: '?', skipped: '–' };

/** `ceo in dev: HTTP answers, queue fails: nobody took the request.` */
export function testSummary(environment: string, { agentId, ways }: AgentTestReport): string {
  const words = ways.map(({ way, state, reason }) => (state === 'pass' ? `${wayText(way)} ${stateText(state)}` : `${wayText(way)} ${stateText(state)}: ${reason}`));
  return l10n.t('{0} in {1}: {2}', agentId, environment, words.join(' · '));
}

/** One step for the log: no body. */
export const stepLine = ({ way, step, state, text, durationMs }: AgentTestStep): string => `${marks[state]} ${way} ${step} (${Math.round(durationMs)} ms): ${text}`;

/** The whole trace as Markdown. */
export function testMarkdown(environment: string, { agentId, ways, trace, requestId }: AgentTestReport): string {
  return [
    `# ${l10n.t('{0} in {1}', agentId, environment)}`, ways.map(({ way, state, reason, nextStep }) => `- ${marks[state]} ${wayText(way)}: ${reason}${nextStep ? ` ${nextStep}` : ''}`).join('\n'), l10n.t('Request id: {0}', requestId), `## ${l10n.t('Trace')}`,
    ...trace.map((step) => [`### ${marks[step.state]} ${wayText(step.way)}: ${step.step}`, `${step.at}, ${Math.round(step.durationMs)} ms${step.target ? `, ${step.target}` : ''}`, step.text, ...(step.body === undefined ? [] : [`\`\`\`json\n${JSON.stringify(step.body, undefined, 2)}\n\`\`\``])].join('\n\n')),
  ].join('\n\n') + '\n';
}

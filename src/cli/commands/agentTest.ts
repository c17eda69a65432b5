import type { AgentTestReport, AgentTestWay } from '../../core/agentTests';
import { chosenEnvironment, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { onlyId } from './configurationWords';

/** One request to a live agent, step by step. Exit 1 when it fails, 5 when it could not be asked. */
export async function testAgent(context: CommandContext): Promise<number> {
  const { invocation: { values }, output, engine, signal } = context;
  const environment = (await chosenEnvironment(context)).name;
  const ways: readonly AgentTestWay[] | undefined = values.way === 'http' || values.way === 'queue' ? [values.way] : undefined;
  const patience = values.patience === undefined ? undefined : Number(values.patience) * 1000;
  const report = await engine().agentTests.test(environment, onlyId(context), {
    ...(ways && { ways }), ...(patience !== undefined && { patienceMs: patience }),
    onStep: ({ way, step, state, text, durationMs }) => output.progress(`${way.padEnd(6)}${step.padEnd(14)}${state.padEnd(8)}${String(durationMs).padStart(6)} ms  ${text}`),
  }, signal);
  output.result(report, () => render(report));
  return report.state === 'fail' ? exitCode.failed : report.state === 'unknown' ? exitCode.environmentFailure : exitCode.done;
}

const render = ({ agentId, state, ways, requestId }: AgentTestReport): string => [
  `${agentId}: ${state} (request ${requestId})`, ...ways.map(({ way, state: one, reason, nextStep }) => `  ${way}: ${one}. ${reason}${nextStep === undefined ? '' : ` ${nextStep}`}`),
].join('\n');

import { renderPlanMarkdown, renderPlanText } from '../../core/whatIf';
import { chosenEnvironment, refuseForm, type Command } from '../context';
import { exitCode } from '../exitCodes';

export const runPlan: Command = async (context) => {
  const { invocation, engine, output, signal, workspace } = context;
  refuseForm(context, 'plan', ['text', 'json', 'markdown']);
  const environment = await chosenEnvironment(context);
  const plan = await engine().plan(environment.name, { local: invocation.flags.has('local') }, signal);
  const format = invocation.values.format ?? (output.isJson ? 'json' : 'text');
  if (format === 'json') output.raw(JSON.stringify(plan));
  else if (output.isJson) output.result({ ...plan, rendered: format === 'markdown' ? renderPlanMarkdown(plan, { root: workspace }) : renderPlanText(plan, { root: workspace }) }, () => '');
  else output.raw(format === 'markdown' ? renderPlanMarkdown(plan, { root: workspace }) : renderPlanText(plan, { root: workspace }));
  return exitCode.done;
};

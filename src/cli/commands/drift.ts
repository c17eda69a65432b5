import { renderPlanMarkdown, renderPlanText } from '../../core/whatIf';
import { chosenEnvironment, refuseForm, type Command } from '../context';
import { exitCode } from '../exitCodes';

/** Drift is an answer, not a failure: `drifted` in the document counts the resources. */
export const runDrift: Command = async (context) => {
  const { invocation, engine, output, signal, workspace } = context;
  refuseForm(context, 'drift', ['text', 'json', 'markdown']);
  const environment = await chosenEnvironment(context);
  const plan = await engine().detectDrift(environment.name, signal);
  const drifted = plan.changes.filter((change) => change.drift).length;
  const document = { drifted, ...plan };
  const format = invocation.values.format ?? (output.isJson ? 'json' : 'text');
  if (format === 'json') output.raw(JSON.stringify(document));
  else output.result(document, () => (format === 'markdown' ? renderPlanMarkdown(plan, { root: workspace }) : drifted === 0 ? 'Nothing has drifted.' : renderPlanText(plan, { root: workspace })));
  return exitCode.done;
};

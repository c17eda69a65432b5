import { asObject } from '../../../json';
import { quoted } from '../../../bicepparam/quoted';
import { factsOf, isAosTemplate, isTextRecord, stageOf, stageOfContext, type ParametersContext, type ParametersRule } from '../context';

const required = ['environment', 'project', 'owner', 'costCenter', 'managedBy'];

/** The tags that every resource is to have, without regard to case as in Azure; those that the template adds itself count. */
export const requiredTags: ParametersRule = (context, report) => {
  const { document } = context;
  const assignment = document.assignments.get('tags');
  const tags = document.constant('tags');
  if (!assignment || !isTextRecord(tags) || factsOf(context)?.parameters.get('tags') === undefined || !isAosTemplate(context)) return;
  const given = new Map(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value]));
  const stage = stageOfContext(context);
  const missing = required.filter((name) => !given.has(name.toLowerCase()) && !templateAdds(context, name));
  if (missing.length > 0 && stage) report('required-tags', assignment.nameSpan, `The tags ${missing.join(', ')} are missing; every resource is to have them.`, { severity: stage === 'prod' ? 'warning' : 'info', ...fixFor(context, missing) });
  const stated = given.get('environment');
  if (stage && stated !== undefined && stageOf(stated) !== undefined && stageOf(stated) !== stage) report('required-tags', tagSpan(context, 'environment') ?? assignment.nameSpan, `The tag says ${stated}, and the environment is ${stage}.`, { severity: 'warning' });
  for (const [name, value] of Object.entries(tags)) if (value.trim() === '' && required.some((one) => one.toLowerCase() === name.toLowerCase())) report('required-tags', tagSpan(context, name) ?? assignment.nameSpan, `The tag ${name} is empty.`);
};

/** The template merges what it adds with the parameter `tags` in one variable, where the names stand as texts. */
function templateAdds(context: ParametersContext, tag: string): boolean {
  const variables = Object.values(asObject(factsOf(context)?.template['variables']));
  return variables.some((value) => typeof value === 'string' && value.includes("parameters('tags')") && value.toLowerCase().includes(`'${tag.toLowerCase()}'`));
}

function membersOf({ document }: ParametersContext) {
  const value = document.assignments.get('tags')?.value;
  return value?.kind === 'object' ? value : undefined;
}

function tagSpan(context: ParametersContext, name: string) {
  const member = membersOf(context)?.members.find(({ key }) => key?.toLowerCase() === name.toLowerCase());
  return member && { start: member.value.start, end: member.value.end };
}

function fixFor(context: ParametersContext, missing: readonly string[]) {
  const value = membersOf(context);
  const last = value?.members.at(-1);
  if (!value || !last || !context.document.text.slice(last.end, value.end).includes('\n')) return {};
  const indent = /^[ \t]*/.exec(context.document.lines.lineText(context.document.lines.positionAt(last.start).line))?.[0] ?? '  ';
  const newText = missing.map((name) => `\n${indent}${name}: ${quoted('')}`).join('');
  return { fixes: [{ title: `Add the tags ${missing.join(', ')}`, edits: [{ start: last.end, end: last.end, newText }] }] };
}

import { InputError } from '../errors';
import { ConfigurationDocument } from '../language/configurations/document';
import { SchemaChecks } from '../language/configurations/schemas';
import { dirName, resolvePath } from '../paths';
import type { WorkspaceFiles } from '../ports';
import type { JsonObject, JsonValue } from '../values';
import { parseConfiguration } from './configuration';
import type { NewConfiguration, NewConfigurationAnswers } from './contract';
import type { ConfigurationSources } from './sources';

/** A valid file from the answers of a wizard, beside those that are there. @throws InputError `Configuration.Exists`, `Configuration.BadId`, `Configuration.Incomplete`. */
export async function draftConfiguration(files: WorkspaceFiles, sources: ConfigurationSources, answers: NewConfigurationAnswers): Promise<NewConfiguration> {
  const { kind, id } = answers;
  const folder = sources.single[0] ? dirName(sources.single[0].file) : resolvePath(files.root, kind === 'agent' ? 'agents' : 'mcp-servers');
  const file = resolvePath(folder, `${id}.json`);
  const text = `${JSON.stringify(answers.kind === 'agent' ? agentOf(answers) : serverOf(answers), null, 2)}\n`;
  parseConfiguration(kind, file, text);
  const taken = [...sources.single, ...sources.registry?.entries ?? []].find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (taken) throw new InputError('Configuration.Exists', `The id ${id} is in ${taken.file} already.`, { location: { file: taken.file }, nextStep: 'Choose another id, or edit that one.' });
  if (await files.exists(file)) throw new InputError('Configuration.Exists', `${file} is there already.`, { location: { file }, nextStep: 'Choose another id, or edit that file.' });
  const [problem] = new SchemaChecks().check(new ConfigurationDocument(file, kind, text));
  if (problem) throw new InputError('Configuration.Incomplete', `${id} would not be valid: ${problem.message}`, { nextStep: 'Answer that question.' });
  return { file, text };
}

function required(id: string, name: string, value: string): string {
  if (value.trim() === '') throw new InputError('Configuration.Incomplete', `${id} needs a ${name}.`, { nextStep: `Say what its ${name} is.` });
  return value.trim();
}

type Agent = Extract<NewConfigurationAnswers, { kind: 'agent' }>;
type Server = Extract<NewConfigurationAnswers, { kind: 'server' }>;

function agentOf({ id, agentType, purpose, purposeScope, adapterName, mcpTools, isEnabled }: Agent): JsonObject {
  return {
    agent_id: id, agent_type: agentType ?? 'LeadershipAgent', purpose: required(id, 'purpose', purpose), purpose_scope: purposeScope?.trim() || purpose.trim(), adapter_name: adapterName ?? id,
    mcp_tools: (mcpTools ?? []).map(({ server, tool }) => ({ server_name: server, tool_name: tool })), enabled: isEnabled ?? true,
  };
}

function serverOf({ id, command, args, env, isEnabled }: Server): JsonObject {
  const variables = Object.entries(env ?? {}).map(([name, value]): [string, JsonValue] => [name, typeof value === 'string' ? value : `\${${value.secret}}`]);
  return { server_id: id, command: required(id, 'command', command), args: args ?? [], env: Object.fromEntries(variables), enabled: isEnabled ?? true };
}

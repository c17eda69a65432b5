import type { Severity } from '../values';

export type RuleLanguage = 'parameters' | 'configuration';
export interface Rule {
  /** What it is switched by: `off`, `info`, `warning` or `error` in the settings. */
  readonly severity: Severity;
  readonly language: RuleLanguage;
  /** One sentence: what the rule finds. */
  readonly title: string;
}

const parameters = (severity: Severity, title: string): Rule => ({ severity, title, language: 'parameters' });
const configuration = (severity: Severity, title: string): Rule => ({ severity, title, language: 'configuration' });

/** Every rule. The page `docs/rules/<id>.md` explains each with an example that is wrong and one that is right. */
export const rules = {
  syntax: parameters('error', 'The text is no valid parameters file.'),
  'unresolved-using': parameters('error', 'A `using`, `extends` or `import` is missing, doubled or leads nowhere.'),
  'template-with-errors': parameters('error', 'The template does not compile, so that types cannot be checked.'),
  'unknown-parameter': parameters('error', 'The template declares no parameter of this name.'),
  'missing-parameter': parameters('error', 'A parameter without a default has no value.'),
  'duplicate-parameter': parameters('error', 'A name or property is given more than once.'),
  'unknown-name': parameters('error', 'A variable, function or property does not exist.'),
  'wrong-type': parameters('error', 'A value has another type than the template or a function wants.'),
  'disallowed-value': parameters('error', 'The template allows other values only.'),
  'out-of-limits': parameters('error', 'A text, a list or a number is beyond the limits of the template.'),
  'secure-plain-text': parameters('warning', 'A secret stands in the file as plain text.'),
  'environment-expectations': parameters('warning', 'A value does not fit what is expected of the environment.'),
  'region-tier': parameters('info', 'The region is not among those of the first tier.'),
  'region-capability': parameters('warning', 'The region lacks what is asked for, and the template falls back.'),
  'ml-region': parameters('warning', 'Machine learning is asked for in a region that does not have it.'),
  'b2c-placeholder': parameters('warning', 'A placeholder was not replaced.'),
  'required-tags': parameters('info', 'Required tags are missing, or a tag contradicts the environment.'),
  'resource-name': parameters('error', 'A resource name that follows from the parameters breaks the rules of its type.'),
  'environments-drift': parameters('info', 'Only one environment sets a parameter.'),
  'environment-file-name': parameters('warning', 'The environment in the file is not that of its name.'),
  'suppression-without-reason': parameters('info', 'A suppression gives no reason or names no rule.'),
  'json-syntax': configuration('error', 'The text is no valid JSON.'),
  'configuration-schema': configuration('error', 'A field is missing or has another type than its reader wants.'),
  'duplicate-id': configuration('error', 'Two configurations share an id.'),
  'id-file-name': configuration('warning', 'The id is not the name of the file.'),
  'unknown-server': configuration('error', 'A tool belongs to an MCP server that does not exist.'),
  'unknown-tool': configuration('warning', 'The MCP server does not list the tool.'),
  'unknown-adapter': configuration('warning', 'No domain of the agent registry has the name of the adapter.'),
  'disabled-reference': configuration('warning', 'Something that is enabled needs something that is disabled.'),
  'plain-secret': configuration('warning', 'A secret stands in the file as plain text.'),
  'unresolvable-reference': configuration('warning', 'Nothing resolves this reference where the file is read.'),
  'empty-prompt': configuration('warning', 'A text that guides the agent is empty.'),
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof rules;
export const ruleIds = Object.keys(rules) as readonly RuleId[];
export const isRuleId = (text: string): text is RuleId => Object.hasOwn(rules, text);

/** What a rule says may be turned up, down or off. */
export type RuleSetting = Severity | 'off';
export type RuleSettings = Readonly<Partial<Record<RuleId, RuleSetting>>>;
/** Diagnostics carry the rule's id behind this prefix. */
export const codePrefix = 'aos/';

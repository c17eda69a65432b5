export { applySettings, toDiagnostics } from './diagnostics';
export type { Finding, Fix, TextEdit } from './finding';
export { codePrefix, isRuleId, ruleIds, rules, type Rule, type RuleId, type RuleSetting, type RuleSettings } from './rules';
export { TextLines } from './text';
export { LanguageWorkspace, pathFrom, type WorkspaceHost } from './workspace/languageWorkspace';
export { TemplateStore, type TemplateAnswer, type TemplateCompiler } from './workspace/templateStore';
export { validateWorkspace } from './workspace/validateWorkspace';
export * from './features';

import type { WorkspaceFiles } from '../../ports/workspace';
import type { Diagnostic } from '../../values';
import { applySettings, toDiagnostics } from '../diagnostics';
import type { RuleSettings } from '../rules';
import { TextLines } from '../text';
import { LanguageWorkspace } from './languageWorkspace';
import { TemplateStore, type TemplateCompiler } from './templateStore';

export interface ValidateOptions {
  readonly files: WorkspaceFiles;
  readonly compiler: Pick<TemplateCompiler, 'compile'>;
  readonly settings?: RuleSettings;
  /** Leaves out what the official compiler says in its own words, for callers that ask it as well. */
  readonly withoutOfficial?: boolean;
  /** Only these files are reported; absent: all. */
  readonly only?: (file: string) => boolean;
}

/** Every rule over every parameters file and configuration of a workspace, as the editor would show it with all files saved. Sorted by file and place. */
export async function validateWorkspace({ files, compiler, settings = {}, withoutOfficial = false, only = () => true }: ValidateOptions): Promise<Diagnostic[]> {
  const exists = new Map<string, boolean>();
  const nothing: ReadonlyMap<string, string> = new Map();
  const templates = new TemplateStore({ compile: (file, unsaved, signal) => compiler.compile(file, unsaved, signal), readText: (file) => files.readText(file) }, () => nothing, () => undefined);
  const workspace = new LanguageWorkspace({ root: files.root, template: (file) => templates.state(file), exists: (file) => exists.get(file) });
  for (const file of (await files.find(['.bicepparam', '.json'])).filter((one) => LanguageWorkspace.knows(one))) workspace.setText(file, await files.readText(file));
  const named = new Set(workspace.files.flatMap((file) => workspace.pathsOf(file)));
  for (const path of named) exists.set(path, await files.exists(path));
  const used = new Set(workspace.files.flatMap((file) => workspace.templatesOf(file)).filter((file) => exists.get(file) === true));
  for (const template of used) await templates.refresh(template);
  return workspace.files.filter(only).sort().flatMap((file) => {
    const findings = [...workspace.check(file), ...workspace.checkSlowly(file)].filter(({ official }) => !(withoutOfficial && official && file.endsWith('.bicepparam')));
    const text = workspace.parameters(file)?.text ?? workspace.configuration(file)?.text ?? '';
    return toDiagnostics(file, applySettings(findings, settings), new TextLines(text));
  });
}

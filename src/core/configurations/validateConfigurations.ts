import { LanguageWorkspace, TextLines, toDiagnostics } from '../language';
import { baseName } from '../paths';
import type { WorkspaceFiles } from '../ports';
import type { Diagnostic } from '../values';
import type { ConfigurationSources } from './sources';

/** What the rules of the language say about the files of one kind; other files are read for what they declare. `ids`: only these and the registry. Sorted by file. */
export async function validateConfigurations(files: WorkspaceFiles, sources: ConfigurationSources, ids?: readonly string[]): Promise<readonly Diagnostic[]> {
  const workspace = new LanguageWorkspace({ root: files.root, template: () => ({ kind: 'unknown' }), exists: () => undefined });
  const known = (await files.find(['.json'])).filter((file) => LanguageWorkspace.knows(file));
  for (const file of known) workspace.setText(file, await files.readText(file));
  const idOf = new Map(sources.single.map(({ file, id }) => [file, id]));
  // A file that cannot be read has the id that its name promises.
  const wanted = sources.files.filter((file) => ids === undefined || file === sources.registry?.file || ids.includes(idOf.get(file) ?? baseName(file).replace(/\.json$/i, '')));
  const found = [...wanted].sort().flatMap((file) => toDiagnostics(file, workspace.check(file), new TextLines(workspace.configuration(file)?.text ?? '')));
  // What only the upload refuses (an id that is no blob name) is told as well; what is no JSON the rules have told already.
  const told = new Set(found.filter(({ severity }) => severity === 'error').map(({ file }) => file));
  const refused = sources.problems.filter(({ file }) => wanted.includes(file) && !told.has(file));
  return [...found.filter(({ file }) => !refused.some((one) => one.file === file)), ...refused];
}

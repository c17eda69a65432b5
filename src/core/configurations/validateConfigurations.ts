import { InputError } from '../errors';
import { LanguageWorkspace, TextLines, toDiagnostics } from '../language';
import { baseName } from '../paths';
import type { WorkspaceFiles } from '../ports';
import type { Diagnostic } from '../values';
import { configurationKind, type ConfigurationKind as LanguageKind } from '../language/configurations/kinds';
import type { ConfigurationKind } from './configuration';
import { findConfigurations, registryName, type ConfigurationSources } from './sources';

/** What the rules of the language say about the files of one kind; other files are read for what they declare. `ids`: only these and the registry. Sorted by file. */
export async function validateConfigurations(files: WorkspaceFiles, sources: ConfigurationSources, ids?: readonly string[]): Promise<readonly Diagnostic[]> {
  const kinds = new Map([...kindsOf(sources), ...await kindsOfOthers(files, sources.kind)]);
  const workspace = new LanguageWorkspace({ root: files.root, template: () => ({ kind: 'unknown' }), exists: () => undefined, kindOf: (file) => kinds.get(file) ?? configurationKind(file) });
  const known = (await files.find(['.json'])).filter((file) => kinds.has(file) || LanguageWorkspace.knows(file));
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

type Kinds = readonly (readonly [file: string, kind: LanguageKind])[];

/** Files that aos.yaml names have a kind whatever their folder is. */
const kindsOf = ({ kind, files, settings, registry }: ConfigurationSources): Kinds => files.map((file) => [file, file === registry?.file || file.endsWith(settings.registry ?? registryName(kind)) ? `${kind}Registry` : kind] as const);

/** Agents refer to servers: both are read. What is wrong with the others is said where they are validated. */
async function kindsOfOthers(files: WorkspaceFiles, kind: ConfigurationKind): Promise<Kinds> {
  try { return kindsOf(await findConfigurations(files, kind === 'agent' ? 'server' : 'agent')); } catch (error) { if (error instanceof InputError) return []; throw error; }
}

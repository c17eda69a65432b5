import { distributionsOf, isStandard } from './pythonModules';

/** What an application imports and what it asks to be installed. */
export interface RequirementFacts {
  /** Text of requirements.txt; absent: there is none. */
  readonly requirementsText?: string;
  /** Full names of what its Python files import absolutely. */
  readonly imports: readonly string[];
  /** First names of its own modules. */
  readonly ownModules: readonly string[];
}

/** What is wrong with requirements that are there, in words that follow the name of an application. */
export function requirementProblems({ requirementsText = '', imports, ownModules }: RequirementFacts): readonly string[] {
  const lines = requirementsText.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, '').trim()).filter((line) => line !== '');
  const local = lines.filter((line) => /^(-e\b|--editable\b|\.{1,2}([/\\]|$)|\/|file:|[A-Za-z]:\\)|@\s*file:/i.test(line));
  const names = new Set(lines.filter((line) => !line.startsWith('-')).map((line) => normal(/^[A-Za-z0-9][A-Za-z0-9._-]*/.exec(line)?.[0] ?? '')));
  // Every client of Azure installs it.
  if ([...names].some((name) => name.startsWith('azure-') && name !== 'azure-functions')) names.add('azure-core');
  const missing = [...new Set(imports.filter((one) => !isStandard(one) && !ownModules.includes(one.split('.')[0]!)))].filter((one) => !distributionsOf(one).some((distribution) => names.has(distribution))).sort();
  return [
    ...(names.has('azure-functions') ? [] : ['azure-functions is not listed']), ...(local.length > 0 ? [`local entries ${listed(local)}`] : []),
    ...(missing.length > 0 ? [`imported and not listed: ${listed(missing)}`] : []),
  ];
}

const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
const listed = (names: readonly string[]): string => (names.length <= 6 ? names.join(', ') : `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`);

/** Names of what a Python file imports absolutely. */
export function importsOf(source: string): readonly string[] {
  const plain = source.replace(/("""|''')[\s\S]*?\1/g, '').replace(/#[^\n]*/g, '');
  return [...plain.matchAll(/^[ \t]*(?:from[ \t]+([A-Za-z_][\w.]*)[ \t]+import\b|import[ \t]+([^\n;]+))/gm)].flatMap(([, from, list]) => (from !== undefined ? [from] : (list ?? '').split(',').map((one) => one.trim().split(/[ \t]+as\b|[ \t]/)[0] ?? ''))).filter((name) => /^[A-Za-z_]/.test(name));
}

/** First names of the modules among some paths, relative to the application. */
export const ownModulesOf = (python: readonly string[]): readonly string[] => [...new Set(python.map((path) => path.replace(/^src\//, '').split('/')[0]!.replace(/\.py$/, '')))];

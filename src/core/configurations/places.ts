import type { ConfigurationSettings } from '../environments';
import { configurationKind, type ConfigurationKind as LanguageKind } from '../language/configurations/kinds';
import { dirName, relativePath, resolvePath } from '../paths';

/** Where aos.yaml looks for configurations. */
export interface PlaceSettings { readonly agents?: ConfigurationSettings; readonly servers?: ConfigurationSettings }
export interface ConfigurationPlaces {
  /** What a file configures by where it is; undefined: nothing of ours. */
  kindOf(file: string): LanguageKind | undefined;
  /** Globs below the workspace folder of what aos.yaml names, sorted; what is found by its usual name is not among them. */
  readonly patterns: readonly string[];
}

/** The rules by which files become configurations, for one file at a time: what aos.yaml names counts, and where it names something, the usual places of that kind do not. */
export function placesOf(root: string, { agents = {}, servers = {} }: PlaceSettings): ConfigurationPlaces {
  const kinds = [['agent', agents], ['server', servers]] as const;
  return {
    patterns: [...new Set(kinds.flatMap(([, settings]) => patternsOf(root, settings)))].sort(),
    kindOf: (file) => {
      for (const [kind, { registry }] of kinds) if (registry !== undefined && file === resolvePath(root, registry)) return `${kind}Registry`;
      for (const [kind, { files }] of kinds) if (files !== undefined && isChosen(root, file, files)) return kind;
      const usual = configurationKind(file);
      const isMoved = kinds.some(([kind, { files, registry }]) => (usual === kind && files !== undefined) || (usual === `${kind}Registry` && registry !== undefined));
      return isMoved ? undefined : usual;
    },
  };
}

/** Whether a JSON file is inside a folder, is a file itself, or is what a pattern with `*` (inside one folder) names. */
export function isChosen(root: string, file: string, wanted: string | readonly string[]): boolean {
  if (!file.endsWith('.json')) return false;
  return listOf(wanted).map((one) => resolvePath(root, one)).some((pattern) => (pattern.includes('*') ? wildcard(pattern).test(file) : file === pattern || dirName(file) === pattern));
}

const listOf = (wanted: string | readonly string[]): readonly string[] => (typeof wanted === 'string' ? [wanted] : wanted);
const wildcard = (pattern: string): RegExp => new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^/\\\\]*')}$`);

/** A name that is no JSON file's is a folder's. What leads out of the workspace has no glob. */
function patternsOf(root: string, { files = [], registry }: ConfigurationSettings): readonly string[] {
  const inside = (path: string): readonly string[] => { const file = resolvePath(root, path); const below = relativePath(root, file); return below === file || below === '' ? [] : [below.replaceAll('\\', '/')]; };
  return [...listOf(files).flatMap(inside).map((path) => (path.endsWith('.json') ? path : `${path}/*.json`)), ...(registry === undefined ? [] : inside(registry))];
}

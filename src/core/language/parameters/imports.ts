import type { ImportedSymbol } from '../../bicepparam';
import type { TemplateExports } from '../types/exports';
import type { Named } from '../types/scope';
import type { ParametersContext } from './context';

/** Every symbol after `import` whose file is known, with what that file exports. */
function* importedSymbols({ document, imports = [] }: ParametersContext): Generator<{ readonly symbol: ImportedSymbol; readonly exports: TemplateExports }> {
  for (const [index, { symbols }] of document.imports.entries()) {
    const state = imports[index];
    if (state?.kind === 'known' && !state.facts.hasErrors) for (const symbol of symbols) yield { symbol, exports: state.facts.exports };
  }
}

/** What imported names stand for, as far as their file is known. */
export function* importedNames(context: ParametersContext): Generator<readonly [string, Named]> {
  const { document, imports = [] } = context;
  for (const [index, { names }] of document.imports.entries()) if (imports[index]?.kind === 'missing') for (const name of names) yield [name, unusable('comes from a file that is not there.')];
  for (const { symbol: { name, alias }, exports } of importedSymbols(context)) {
    if (alias !== '') yield [alias, name === '*' ? { kind: 'module', exports } : exportedAs(name, exports) ?? unusable('is not exported by the imported file.')];
  }
}

/** Symbols that their file does not export. */
export function* missingSymbols(context: ParametersContext): Generator<{ readonly symbol: ImportedSymbol; readonly available: readonly string[] }> {
  for (const { symbol, exports } of importedSymbols(context)) {
    if (symbol.name !== '*' && !exportedAs(symbol.name, exports)) yield { symbol, available: [...exports.variables.keys(), ...exports.functions.keys(), ...exports.types.keys()] };
  }
}

function exportedAs(name: string, { variables, functions, types }: TemplateExports): Named | undefined {
  const variable = variables.get(name);
  if (variable) return { kind: 'local', type: variable };
  const shape = functions.get(name);
  if (shape) return { kind: 'function', shape };
  const type = types.get(name);
  return type && { ...unusable('is a type, not a value.'), type };
}

const unusable = (reason: string) => ({ kind: 'unusable', reason } as const);

import { codePrefix, isRuleId, rules } from '../core/language';
import { relativePath } from '../core/paths';
import type { Diagnostic } from '../core/values';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Findings as a SARIF 2.1.0 log, which code scanning services show beside the lines. Paths are relative to the workspace. */
export function toSarif(diagnostics: readonly Diagnostic[], root: string): object {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'AOS Deploy', informationUri: 'https://github.com/aos-deploy/aos-deploy', rules: codes.map(describe) } },
      originalUriBaseIds: { WORKSPACE: { description: { text: 'The folder of the repository.' } } },
      columnKind: 'utf16CodeUnits',
      results: diagnostics.map((one) => ({
        ruleId: one.code, ruleIndex: codes.indexOf(one.code), level: levels[one.severity],
        message: { text: one.nextStep ? `${one.message} ${one.nextStep}` : one.message },
        locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(relativePath(root, one.file).replaceAll('\\', '/')), uriBaseId: 'WORKSPACE' }, ...(one.range && { region: region(one.range) }) } }],
      })),
    }],
  };
}

function describe(code: string): object {
  const id = code.startsWith(codePrefix) ? code.slice(codePrefix.length) : '';
  return { id: code, ...(isRuleId(id) && { shortDescription: { text: rules[id].title }, defaultConfiguration: { level: levels[rules[id].severity] } }) };
}

/** Lines and columns count from 1. */
const region = ({ start, end }: NonNullable<Diagnostic['range']>): object => ({ startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 });

import { asArray, isObject } from '../../json';
import { canonicalJson } from '../../hash';
import type { JsonValue } from '../../values';
import { depthOf, findRepeatedName } from './jsonText';
import { bodyHash, chainOf, type ReadinessReport } from './readinessReport';

export interface ReportCheck {
  /** `intact`: what is in the report is what was handed out. `unknown-here`: whole in itself, but this workspace does not know that it was handed out. */
  readonly state: 'intact' | 'unknown-here' | 'changed' | 'unreadable';
  readonly reason: string;
  /** The first thing that does not fit. */
  readonly firstChanged?: string;
  readonly head?: string;
}

/**
 * Whether a report, as the JSON text of its file, is what was handed out. A chain that somebody computed anew after a change is whole in itself;
 * its end is then none that this workspace has issued. Never throws.
 */
export function verifyReport(text: string, issued: ReadonlySet<string>): ReportCheck {
  const report = parse(text);
  if (!report) return { state: 'unreadable', reason: 'The file is no readiness report in JSON.' };
  const { chain, head, ...content } = report;
  const expected = chainOf(content);
  const wrong = expected.findIndex(({ of, hash }, index) => chain[index]?.of !== of || chain[index]?.hash !== hash);
  const firstChanged = wrong >= 0 ? expected[wrong]!.of : chain.length > expected.length ? chain[expected.length]!.of : undefined;
  if (firstChanged !== undefined) return { state: 'changed', reason: `The report was changed after it was made: the first thing that does not fit is ${firstChanged}.`, firstChanged, head };
  if (canonicalJson(chain as unknown as JsonValue) !== canonicalJson(expected as unknown as JsonValue)) return { state: 'changed', reason: 'Something was added to the hash chain.', firstChanged: 'chain', head };
  const twice = findRepeatedName(text);
  if (twice !== undefined) return { state: 'changed', reason: `The name '${twice}' stands twice in one place, so that readers may see different things.`, firstChanged: twice, head };
  if (expected.at(-1)?.hash !== head) return { state: 'changed', reason: 'The end of the hash chain was changed.', firstChanged: 'head', head };
  if (bodyHash(content) !== report.body) return { state: 'changed', reason: 'What was signed is not what the report says.', firstChanged: 'body', head };
  return issued.has(head) ? { state: 'intact', reason: `The report is what was handed out (${head.slice(0, 12)}).`, head } : { state: 'unknown-here', reason: `The report is whole in itself, but this workspace did not hand it out (${head.slice(0, 12)}).`, head };
}

/** No report is deeper. */
const deepest = 64;

function parse(text: string): ReadinessReport | undefined {
  if (depthOf(text) > deepest) return undefined;
  try {
    // Some editors put a mark at the beginning of what they save.
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (!isObject(value) || value['version'] !== 1 || typeof value['head'] !== 'string' || typeof value['body'] !== 'string') return undefined;
    const lists = ['chain', 'items', 'deviations', 'signOff'].map((name) => value[name]);
    if (!lists.every((list) => Array.isArray(list) && list.every(isObject)) || asArray(value['items']).some((item) => !isObject(item) || typeof item['id'] !== 'string')) return undefined;
    return value as unknown as ReadinessReport;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

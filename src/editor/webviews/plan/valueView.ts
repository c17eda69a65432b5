import type { JsonValue } from '../../../core/values';
import type { PlanPropertyChange } from '../../../core/whatIf/plan';
import type { ValueView } from '../../../protocol/shared';

/** Longest text a page gets for one value; the whole stands in the text diff. */
const longest = 4000;

/** Before and after of one property change. A secret's value leaves the extension in no form. */
export function valueViews(change: PlanPropertyChange): { readonly before: ValueView; readonly after: ValueView } {
  const view = (value: JsonValue | undefined, side: 'before' | 'after'): ValueView => {
    if (value === undefined) return change.knownAtDeploy && side === 'after' ? { kind: 'deploy-time', text: '' } : { kind: 'absent', text: '' };
    if (change.isSecret) return { kind: 'secret', text: '' };
    const text = valueText(value);
    if (change.knownAtDeploy && side === 'after') return { kind: 'deploy-time', text };
    return { kind: typeof value === 'object' && value !== null ? 'json' : 'scalar', text: text.length > longest ? `${text.slice(0, longest)}…` : text };
  };
  return { before: view(change.before, 'before'), after: view(change.after, 'after') };
}

/** Strings as they are, everything else as JSON. */
export const valueText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 2));

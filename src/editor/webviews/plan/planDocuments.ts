import type { JsonValue } from '../../../core/values';
import type { PlanChange, PlanPropertyChange } from '../../../core/whatIf/plan';
import { valueText } from './valueView';

/** Before and after of one change as two texts for the diff editor: a line for each property, so that paths line up. */
export function diffTexts(change: PlanChange): { readonly before: string; readonly after: string } {
  const sorted = [...change.properties].sort((a, b) => a.path.localeCompare(b.path));
  const head = `// ${change.type}\n// ${change.resourceId}\n`;
  return { before: head + sorted.map((property) => line(property, 'before')).join(''), after: head + sorted.map((property) => line(property, 'after')).join('') };
}

function line(property: PlanPropertyChange, side: 'before' | 'after'): string {
  const value = side === 'before' ? property.before : property.after;
  if (property.isSecret && value !== undefined) return entry(property.path, '"***"');
  if (side === 'after' && property.knownAtDeploy) return entry(property.path, '/* known at deployment */');
  return value === undefined ? '' : entry(property.path, json(value));
}

const entry = (path: string, text: string): string => `${path}: ${text}\n`;
const json = (value: JsonValue): string => (typeof value === 'string' && value.includes('\n') ? `|\n  ${valueText(value).split('\n').join('\n  ')}` : JSON.stringify(value, undefined, 2));

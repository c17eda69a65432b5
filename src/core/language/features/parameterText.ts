import type { TemplateParameter } from '../template';
import { renderType } from '../types/valueType';

/** What a person wants to know of a parameter, as Markdown: type, description, allowed values, limits, default. */
export function describeParameter(parameter: TemplateParameter): string {
  const { name, type, description, defaultValue, isSecure, isOptional } = parameter;
  const limits = ([['minLength', 'characters or items at least'], ['maxLength', 'at most'], ['minValue', 'from'], ['maxValue', 'up to']] as const).flatMap(([key, words]) => (parameter[key] === undefined ? [] : [`${words} ${parameter[key]}`]));
  const fallback = isSecure && defaultValue !== undefined ? 'a secret' : typeof defaultValue === 'string' && defaultValue.startsWith('[') ? 'worked out by the template' : defaultValue === undefined ? undefined : `\`${JSON.stringify(defaultValue)}\``;
  return [
    `\`\`\`bicep\nparam ${name} ${renderType(type)}\n\`\`\``, description ?? '',
    [isSecure ? 'Secure.' : '', limits.length > 0 ? `Limits: ${limits.join(', ')}.` : '', fallback !== undefined ? `Default: ${fallback}.` : isOptional ? '' : 'Required.'].filter(Boolean).join(' '),
  ].filter(Boolean).join('\n\n');
}

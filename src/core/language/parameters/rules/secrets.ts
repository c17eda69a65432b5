import type { Expression } from '../../../bicepparam';
import { quoted } from '../../../bicepparam/quoted';
import { effectiveValue, factsOf, type ParametersRule } from '../context';
import { environmentVariableName } from './names';

/** Text that stands for a value somebody still has to put in. */
export const isPlaceholder = (value: string): boolean => /^(YOUR[_-]|<.+>$|CHANGE[_-]?ME\b|REPLACE[_-]|TODO\b|PLACEHOLDER)/i.test(value.trim());

/** Secure parameters are read from somewhere, not written down. An empty text keeps no secret. */
export const plainSecrets: ParametersRule = (context, report) => {
  const facts = factsOf(context);
  for (const [name, { value, nameSpan }] of context.document.assignments) {
    if (!facts?.parameters.get(name)?.isSecure || !holdsText(value)) continue;
    const known = context.document.constant(name);
    if (typeof known === 'string' && (known === '' || isPlaceholder(known))) continue;
    const edits = (newText: string) => [{ start: value.start, end: value.end, newText }];
    const variable = environmentVariableName(name);
    report('secure-plain-text', value.kind === 'object' || value.kind === 'array' ? nameSpan : { start: value.start, end: value.end }, `${name} is secret, and here it can be read by everybody who has the file.`, {
      nextStep: 'Read it from a Key Vault or from the environment.',
      ...(value.kind === 'object' || value.kind === 'array' ? {} : { fixes: [
        { title: `Read it from the environment variable ${variable}`, edits: edits(`readEnvironmentVariable(${quoted(variable)})`), isPreferred: true },
        { title: 'Read it from a Key Vault', edits: edits(`az.getSecret('<subscription>', '<resource group>', '<vault>', ${quoted(name.replace(/[^A-Za-z0-9-]/g, '-'))})`) },
      ] }),
    });
  }
};

/** A text literal that becomes the value, or part of it. */
function holdsText(value: Expression): boolean {
  switch (value.kind) {
    case 'string': return value.value !== '';
    case 'interpolation': return value.texts.join('').length >= 8;
    case 'conditional': return holdsText(value.whenTrue) || holdsText(value.whenFalse);
    case 'object': return value.members.some((member) => holdsText(member.value));
    case 'array': return value.items.some((item) => holdsText(item.value));
    default: return false;
  }
}

/** `YOUR_…` and its like must be replaced before a deployment; with B2C off they do no harm. */
export const placeholders: ParametersRule = (context, report) => {
  const flag = effectiveValue(context, 'enableB2C');
  for (const [name, { value }] of context.document.assignments) {
    const known = context.document.constant(name);
    if (typeof known !== 'string' || !isPlaceholder(known)) continue;
    const isB2c = /^b2c/i.test(name);
    if (isB2c && flag?.value === false) continue;
    const turnOff = isB2c && flag?.isGiven && flag.value === true ? [{ title: 'Turn B2C off: enableB2C = false', edits: [{ ...flag.at, newText: 'false' }] }] : [];
    report('b2c-placeholder', { start: value.start, end: value.end }, `${name} still holds the placeholder ${quoted(known)}.`, { nextStep: isB2c ? 'Give the value of your B2C tenant, or set enableB2C to false.' : 'Give the real value.', fixes: turnOff });
  }
};

import { TemplateError } from './api';

/** An expression is wrong. Carries the bare reason; who knows the place (variable, resource, output) wraps it. */
export class ExpressionFault extends TemplateError {
  constructor(message: string) { super('InvalidTemplate', message); this.name = 'TemplateError'; }
}

/** Runs `work`; a stack overflow, as very deep values cause, becomes a TemplateError. */
export function guardDepth<T>(work: () => T): T {
  try { return work(); } catch (error) {
    if (error instanceof RangeError && /call stack|string length|array length/i.test(error.message)) throw new TemplateError('InvalidTemplate', 'Deployment template validation failed: \'The template is nested too deeply or produces too large a value to be evaluated.\'.');
    throw error;
  }
}

/** ARM's frame around validation errors. */
export function invalidTemplate(reason: string, target?: string, additionalInfo?: TemplateError['additionalInfo']): TemplateError {
  return new TemplateError('InvalidTemplate', `Deployment template validation failed: '${reason}'.`, target, additionalInfo);
}

/** Runs `work`; a fault inside is wrapped by `describe`. Errors that are wrapped already pass. */
export function explain<T>(work: () => T, describe: (reason: string) => TemplateError): T {
  try { return work(); } catch (error) {
    if (error instanceof ExpressionFault) throw describe(error.message);
    throw error;
  }
}

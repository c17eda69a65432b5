import { TemplateError, type EvaluatedOutput, type JsonObject, type JsonValue } from '../api';
import { checkCount, evaluateJson } from '../evaluation/evaluateJson';
import type { Frame } from '../evaluation/frame';
import { ExpressionFault } from '../fault';
import { checkValue, isSecure, resolveDefinition } from '../parameters/checkValue';
import { isJsonObject } from '../template/userFunctions';
import { hasUnknown, isUnknown, toJson, Unknown, type Value } from '../values/value';
import { plainText } from '../values/plainText';

export interface OutputValue { readonly type: string; readonly secure: boolean; readonly value: Value }

/** Evaluates outputs one by one; `failed` hears of each that cannot be, and unless it throws, the output is left out. */
export function evaluateOutputValues(frame: Frame, failed: (name: string, reason: string) => void): Map<string, OutputValue> {
  const { template } = frame.scope, outputs = new Map<string, OutputValue>();
  for (const [name, declared] of Object.entries(template.section('outputs'))) {
    try {
      const output = evaluateOutput(name, declared as JsonObject, frame);
      if (output) outputs.set(name, output);
    } catch (error) {
      if (!(error instanceof ExpressionFault)) throw error;
      failed(name, error.message);
    }
  }
  return outputs;
}

function evaluateOutput(name: string, declared: JsonObject, frame: Frame): OutputValue | undefined {
  const { template } = frame.scope, condition = 'condition' in declared ? evaluateJson(declared.condition!, frame) : true;
  if (condition === false) return undefined;
  const definition = resolveDefinition(declared, template), value = outputValue(declared, frame);
  if (!hasUnknown(value)) checkOutput(name, value, declared, frame);
  return { type: plainText(definition.type), secure: isSecure(definition), value };
}

function checkOutput(name: string, value: Value, declared: JsonObject, { scope: { template } }: Frame): void {
  const { value: _, copy: __, condition: ___, ...definition } = declared;
  checkValue(value, definition, { name, template, kind: 'template output {}' });
}

function outputValue(declared: JsonObject, frame: Frame): Value {
  const { copy } = declared;
  if (!isJsonObject(copy)) return evaluateJson(declared.value ?? null, frame);
  const count = evaluateJson(copy.count ?? null, { ...frame, place: 'variable' });
  if (isUnknown(count)) return new Unknown(count.expression);
  return Array.from({ length: checkCount(count) }, (_, index) => evaluateJson(copy.input ?? null, { ...frame, copy: { name: undefined, index, outer: frame.copy, isDefault: true } }));
}

/** All outputs. @throws TemplateError `DeploymentOutputEvaluationFailed` with one detail for each that failed */
export function evaluateAllOutputs(frame: Frame): { readonly [name: string]: EvaluatedOutput } {
  const failures: { code: string; message: string; target: string }[] = [];
  const values = evaluateOutputValues(frame, (name, reason) => failures.push({ code: 'DeploymentOutputEvaluationFailed', target: name, message: `The template output '${name}' is not valid: ${reason}` }));
  if (failures.length > 0) {
    throw new TemplateError('DeploymentOutputEvaluationFailed', `Unable to evaluate template outputs: '${failures.map(({ target }) => target).join(',')}'. Please see error details and deployment operations. Please see https://aka.ms/arm-common-errors for usage details.`, undefined, undefined, failures);
  }
  return Object.fromEntries([...values].map(([name, { type, secure, value }]): [string, { type: string; secure: boolean; value: JsonValue }] => [name, { type, secure, value: toJson(value) }]));
}

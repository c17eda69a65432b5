import type { Call } from '../expressions/ast';
import { ExpressionFault } from '../fault';
import { checkValue } from '../parameters/checkValue';
import { hasUnknown, type Value } from '../values/value';
import { deeper, evaluate } from './evaluate';
import { evaluateJson } from './evaluateJson';
import type { Frame } from './frame';

/** Calls a function of the template's `functions` section. It sees its arguments alone, no variables. */
export function callUserFunction(expression: Call, frame: Frame): Value {
  const found = frame.scope.template.functions.get(expression.key);
  if (!found) throw new ExpressionFault(`The template function '${expression.name}' is not valid. Please see https://aka.ms/arm-functions for usage details.`);
  if (expression.args.length !== found.parameters.length) throw new ExpressionFault(`The template language function '${expression.name}' expects exactly '${found.parameters.length}' parameters. Please see https://aka.ms/arm-functions for usage details.`);
  const args = new Map<string, Value>();
  found.parameters.forEach((parameter, index) => {
    const value = evaluate(expression.args[index]!, frame);
    if (!hasUnknown(value)) checkValue(value, parameter.definition, { name: parameter.name, template: frame.scope.template, kind: `{} parameter of the user-defined function '${expression.name}'` });
    args.set(parameter.name.toLowerCase(), value);
  });
  return evaluateJson(found.output, deeper(frame, { args, place: 'userFunction', copy: undefined, lambda: undefined }));
}

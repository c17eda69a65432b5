import { asObject, asString } from '../json';
import type { TemplateMetadata } from '../ports/bicep';
import type { JsonObject, JsonValue, Range } from '../values';
import { readExports, type TemplateExports } from './types/exports';
import { DeclaredTypes, parametersOf } from './types/declaredType';
import type { ValueType } from './types/valueType';

/** One parameter of a template, with all that its compiled form says. */
export interface TemplateParameter {
  readonly name: string;
  readonly type: ValueType;
  /** Has a default or may be null. */
  readonly isOptional: boolean;
  readonly isSecure: boolean;
  /** The default where it is plain JSON; an expression is a string in brackets. */
  readonly defaultValue?: JsonValue;
  readonly description?: string;
  readonly allowedValues?: readonly JsonValue[];
  readonly minLength?: number; readonly maxLength?: number; readonly minValue?: number; readonly maxValue?: number;
  /** Where the Bicep file declares it; absent for JSON templates. */
  readonly range?: Range;
}

/** What parameters files need to know of their template. */
export interface TemplateFacts {
  readonly file: string;
  readonly parameters: ReadonlyMap<string, TemplateParameter>;
  readonly template: JsonObject;
  /** What other files may import from it. */
  readonly exports: TemplateExports;
  /** The sources have errors now; what is here comes from before. Absent: up to date. */
  readonly hasErrors?: boolean;
}

/** Reads a compiled template. `declarations` are the Bicep file's own ranges, when it is one. */
export function readTemplateFacts(file: string, template: JsonObject, declarations?: TemplateMetadata): TemplateFacts {
  const types = new DeclaredTypes(template);
  const ranges = new Map((declarations?.parameters ?? []).map(({ name, range }) => [name, range]));
  const parameters = parametersOf(template).map(([name, declared]) => [name, readParameter(name, declared, types, ranges.get(name))] as const);
  return { file, template, exports: readExports(template, types), parameters: new Map(parameters) };
}

function readParameter(name: string, declared: JsonObject, types: DeclaredTypes, range: Range | undefined): TemplateParameter {
  const flat = types.flatten(declared);
  const description = asString(asObject(flat['metadata'])['description']);
  const allowedValues = flat['allowedValues'];
  return {
    name, type: types.of(declared),
    isOptional: declared['defaultValue'] !== undefined || flat['nullable'] === true,
    isSecure: /^secure(string|object)$/i.test(asString(flat['type']) ?? ''),
    ...(declared['defaultValue'] !== undefined && { defaultValue: declared['defaultValue'] }),
    ...(description !== undefined && { description }),
    ...(Array.isArray(allowedValues) && { allowedValues: allowedValues as readonly JsonValue[] }),
    ...Object.fromEntries(['minLength', 'maxLength', 'minValue', 'maxValue'].flatMap((key) => (typeof flat[key] === 'number' ? [[key, flat[key]]] : []))),
    ...(range && { range }),
  };
}

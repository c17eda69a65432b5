import { folds } from './folding';
import { any, anyArray, anyObject, bool, int, text, type ValueType } from './valueType';

type Accepted = 'string' | 'int' | 'array' | 'object' | undefined;
/** A function that parameters files may call: how many arguments it takes and what it gives. */
export interface FunctionShape {
  readonly min: number;
  readonly max: number;
  /** Kinds of the arguments, as far as only one is accepted. */
  readonly accepts?: readonly Accepted[];
  /** What it gives; of known arguments, `fold` may say it more exactly. */
  readonly gives: ValueType;
  readonly fold?: (args: readonly ValueType[]) => ValueType | undefined;
  /** Of a function that the file imports: the types of its arguments. */
  readonly takes?: readonly ValueType[];
  /** Absent for imported functions. */
  readonly namespace?: 'sys' | 'az';
}

const many = Infinity;
const string1: readonly Accepted[] = ['string'];
type Entry = readonly [min: number, max: number, gives: ValueType, accepts?: readonly Accepted[]];

/** Names and arguments as the Bicep compiler knows them in a parameters file (version 0.49). */
const sys: Readonly<Record<string, Entry>> = {
  any: [1, 1, any], array: [1, 1, anyArray], base64: [1, 1, text, string1], base64ToJson: [1, 1, any, string1], base64ToString: [1, 1, text, string1], bool: [1, 1, bool], buildUri: [1, 1, text],
  cidrHost: [2, 2, text, ['string', 'int']], cidrSubnet: [3, 3, text, ['string', 'int', 'int']], concat: [1, many, any], contains: [2, 2, bool], dataUri: [1, 1, text], dataUriToString: [1, 1, text, string1],
  dateTimeAdd: [2, 3, text, ['string', 'string', 'string']], dateTimeFromEpoch: [1, 1, text, ['int']], dateTimeToEpoch: [1, 1, int, string1], distinct: [1, 1, anyArray], empty: [1, 1, bool],
  endsWith: [2, 2, bool, ['string', 'string']], externalInput: [1, 2, any, string1], fail: [1, 1, any, string1], filter: [2, 2, anyArray, ['array']], first: [1, 1, any], flatten: [1, 1, anyArray, ['array']],
  format: [1, many, text, string1], groupBy: [2, 3, any, ['array']], guid: [1, many, { kind: 'string', minLength: 36, maxLength: 36 }, string1], indexOf: [2, 2, int, ['string', 'string']], int: [1, 1, int],
  intersection: [2, many, any], items: [1, 1, anyArray, ['object']], join: [2, 2, text, ['array', 'string']], json: [1, 1, any, string1], last: [1, 1, any], lastIndexOf: [2, 2, int, ['string', 'string']],
  length: [1, 1, int], loadDirectoryFileInfo: [1, 2, anyArray], loadFileAsBase64: [1, 1, text], loadJsonContent: [1, 3, any], loadTextContent: [1, 2, text], loadYamlContent: [1, 3, any],
  map: [2, 2, anyArray, ['array']], mapValues: [2, 2, anyObject, ['object']], max: [1, many, int], min: [1, many, int], nameof: [1, 1, text], objectKeys: [1, 1, { kind: 'array', item: text }, ['object']],
  padLeft: [2, 3, text], parseCidr: [1, 1, anyObject, string1], parseUri: [1, 1, anyObject, string1], range: [2, 2, { kind: 'array', item: int }, ['int', 'int']],
  readEnvironmentVariable: [1, 2, text, ['string', 'string']], reduce: [3, 3, any, ['array']], replace: [3, 3, text, ['string', 'string', 'string']], shallowMerge: [1, 1, anyObject, ['array']], skip: [2, 2, any],
  sort: [2, 2, anyArray, ['array']], split: [2, 2, { kind: 'array', item: text }, string1], startsWith: [2, 2, bool, ['string', 'string']], string: [1, 1, text], substring: [2, 3, text, ['string', 'int', 'int']],
  take: [2, 2, any], toLower: [1, 1, text, string1], toObject: [2, 3, anyObject, ['array']], toUpper: [1, 1, text, string1], trim: [1, 1, text, string1], union: [2, many, any],
  uniqueString: [1, many, { kind: 'string', minLength: 13, maxLength: 13 }, string1], uri: [2, 2, text, ['string', 'string']], uriComponent: [1, 1, text, string1], uriComponentToString: [1, 1, text, string1],
};

export const functions: ReadonlyMap<string, FunctionShape> = new Map([
  ...Object.entries(sys).map(([name, [min, max, gives, accepts]]): [string, FunctionShape] => [name, { min, max, gives, namespace: 'sys', ...(accepts && { accepts }), ...(Object.hasOwn(folds, name) && { fold: folds[name]! }) }]),
  ['getSecret', { min: 4, max: 5, gives: any, namespace: 'az', accepts: ['string', 'string', 'string', 'string', 'string'] }],
]);

/** Functions that exist in templates only: the compiler knows their names and refuses them here, each with a reason of its own. */
export const refusedFunctions: ReadonlySet<string> = new Set(['utcNow', 'newGuid', 'variables', 'parameters', 'add', 'div', 'and', 'or', 'not', 'mul', 'sub', 'mod', 'equals', 'greater', 'greaterOrEquals', 'less', 'lessOrEquals', 'coalesce', 'createArray', 'createObject', 'if', 'uuid', 'list', 'cidrSubnets']);
/** Namespaces that are there without an import. */
export const namespaces: ReadonlySet<string> = new Set(['sys', 'az']);

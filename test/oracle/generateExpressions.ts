import fc from 'fast-check';

/** Arguments that sit on the edges of the functions' rules. */
const text = fc.oneof(
  fc.constantFrom('', 'a', 'A', 'abc', 'Hello World', 'a,b;c', 'é', 'ß', '  x ', '12', '-5', '1.5', 'true', '{"a":1}', "it's", '10.0.0.0/16', 'https://h.example/p?q=1', '2020-02-29T10:00:00Z', 'YWJj'),
  fc.string({ unit: fc.constantFrom('a', 'B', 'z', '0', '9', ' ', '-', '_', '.', 'é'), maxLength: 8 }),
).map((value) => `'${value.replaceAll("'", "''")}'`);
const integer = fc.oneof(fc.constantFrom(0, 1, 2, 3, -1, 10, 255), fc.integer({ min: -100000, max: 100000 })).map(String);
const boolean = fc.constantFrom('true()', 'false()');
const scalar = fc.oneof(text, integer, boolean);
const array = fc.oneof(fc.array(text, { maxLength: 4 }), fc.array(integer, { maxLength: 4 }), fc.array(scalar, { maxLength: 3 })).map((items) => `createArray(${items.join(', ')})`);
const object = fc.uniqueArray(fc.constantFrom('a', 'B', 'c10', 'c9', '_x'), { maxLength: 4 }).chain((keys) => fc.tuple(...keys.map(() => fc.oneof(scalar, array))).map((values) => `createObject(${keys.flatMap((key, index) => [`'${key}'`, values[index]!]).join(', ')})`));
const any = fc.oneof({ weight: 4, arbitrary: text }, { weight: 3, arbitrary: integer }, boolean, fc.constant('null()'), { weight: 2, arbitrary: array }, { weight: 2, arbitrary: object });

/** Natural arguments by function; `any` stands in now and then, for the errors. */
const SIGNATURES: Readonly<Record<string, readonly fc.Arbitrary<string>[]>> = {
  add: [integer, integer], sub: [integer, integer], mul: [integer, integer], div: [integer, integer], mod: [integer, integer], int: [fc.oneof(text, integer)], min: [integer, integer], max: [integer, integer, integer], range: [integer, fc.integer({ min: 0, max: 6 }).map(String)],
  equals: [any, any], less: [integer, integer], greater: [text, text], lessOrEquals: [text, text], greaterOrEquals: [integer, integer], coalesce: [any, any], and: [boolean, boolean], or: [boolean, boolean], not: [boolean], bool: [fc.oneof(text, integer, boolean)], if: [boolean, any, any],
  concat: [scalar, scalar, scalar], contains: [fc.oneof(text, array, object), scalar], empty: [any], first: [fc.oneof(text, array)], last: [fc.oneof(text, array)], length: [any], take: [fc.oneof(text, array), integer], skip: [fc.oneof(text, array), integer], union: [object, object], intersection: [array, array],
  flatten: [fc.array(array, { maxLength: 3 }).map((items) => `createArray(${items.join(', ')})`)], indexOf: [text, text], lastIndexOf: [text, text], array: [any], items: [object], objectKeys: [object], shallowMerge: [fc.tuple(object, object).map(([a, b]) => `createArray(${a}, ${b})`)], tryGet: [object, fc.constantFrom("'a'", "'zz'", '0')],
  indexFromEnd: [array, integer], tryIndexFromEnd: [array, integer], string: [any], toLower: [text], toUpper: [text], trim: [text], split: [text, fc.constantFrom("','", "' '", "'a'", "createArray(',', ';')")], join: [array, text], replace: [text, text, text], startsWith: [text, text], endsWith: [text, text],
  substring: [text, fc.integer({ min: 0, max: 4 }).map(String), fc.integer({ min: 0, max: 3 }).map(String)], padLeft: [fc.oneof(text, integer), fc.integer({ min: 0, max: 12 }).map(String), fc.constantFrom("'0'", "' '")], format: [fc.constantFrom("'{0}'", "'{0}-{1}'", "'{1,6}|{0,-6}|'", "'{0:D4}'", "'{0:N2}'", "'{0:X}'", "'{{{0}}}'"), scalar, scalar],
  base64: [text], base64ToString: [text], uriComponent: [text], uriComponentToString: [text], dataUri: [text], uniqueString: [text, text], guid: [text, text], json: [text], createObject: [text, any], createArray: [any, any],
  resourceId: [fc.constantFrom("'a.b/c'", "'a.b/c/d'"), text, text], subscriptionResourceId: [fc.constantFrom("'a.b/c'"), text], extensionResourceId: [fc.constantFrom('resourceGroup().id', "'/subscriptions/s'"), fc.constantFrom("'a.b/c'"), text],
  parseCidr: [fc.constantFrom("'10.1.2.3/20'", "'0.0.0.0/0'", "'2001:db8::1/48'", "'1.2.3.4/32'")], cidrSubnet: [fc.constantFrom("'10.0.0.0/16'", "'2001:db8::/40'"), fc.integer({ min: 14, max: 48 }).map(String), fc.integer({ min: 0, max: 9 }).map(String)], cidrHost: [fc.constantFrom("'10.0.0.0/24'", "'10.0.0.0/30'", "'fd00::/64'"), fc.integer({ min: 0, max: 5 }).map(String)],
  dateTimeAdd: [fc.constantFrom("'2020-02-29T10:00:00Z'", "'2019-12-31'", "'2020-01-01T00:00:00+02:00'"), fc.constantFrom("'P1D'", "'-PT1H'", "'P1Y2M'", "'PT90M'", "'x'"), fc.constantFrom("'o'", "'yyyy-MM-dd HH:mm'", "'R'", "'dddd, d MMM'")], dateTimeFromEpoch: [integer], dateTimeToEpoch: [fc.constantFrom("'2020-02-29T10:00:00Z'", "'1999-01-01'")],
  map: [array, fc.constantFrom("lambda('x', concat('<', string(lambdaVariables('x')), '>'))", "lambda('x', 'i', lambdaVariables('i'))")], filter: [array, fc.constantFrom("lambda('x', equals(lambdaVariables('x'), 'a'))", "lambda('x', 'i', greater(lambdaVariables('i'), 0))")], sort: [array, fc.constantFrom("lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b')))")],
  reduce: [array, fc.constant('createArray()'), fc.constantFrom("lambda('c', 'n', concat(createArray(lambdaVariables('n')), lambdaVariables('c')))")], toObject: [array, fc.constantFrom("lambda('x', concat('k', string(lambdaVariables('x'))))")], groupBy: [array, fc.constantFrom("lambda('x', concat('k', string(lambdaVariables('x'))))")], mapValues: [object, fc.constantFrom("lambda('v', string(lambdaVariables('v')))")],
};

const callOf = (name: string): fc.Arbitrary<string> => fc.tuple(...SIGNATURES[name]!.map((argument) => fc.oneof({ weight: 12, arbitrary: argument }, { weight: 1, arbitrary: any }))).map((args) => `${name}(${args.join(', ')})`);

/** `perFunction` calls of every function, the same for the same seed. */
export function generateExpressions(seed: number, perFunction: number): string[] {
  return Object.keys(SIGNATURES).flatMap((name, index) => fc.sample(callOf(name), { seed: seed + index, numRuns: perFunction }));
}
/** Calls inside calls. */
export function generateNested(seed: number, count: number): string[] {
  const one = fc.constantFrom(...Object.keys(SIGNATURES)).chain(callOf);
  return fc.sample(fc.tuple(one, one, boolean).map(([a, b, condition]) => `if(${condition}, createArray(${a}), coalesce(null(), string(createArray(${b}))))`), { seed, numRuns: count });
}

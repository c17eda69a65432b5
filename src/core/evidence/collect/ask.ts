import { asArray, asObject, asString } from '../../json';
import type { JsonObject, JsonValue } from '../../values';

/** Members of a question, which its builder wrote. */
export const textOf = (ask: JsonObject, name: string): string => asString(ask[name]) ?? '';
export const textsOf = (ask: JsonObject, name: string): readonly string[] => asArray(ask[name]).filter((one): one is string => typeof one === 'string');
export const mapOf = (ask: JsonObject, name: string): Readonly<Record<string, string>> => asObject(ask[name]) as Readonly<Record<string, string>>;

export const bodyOf = (body: JsonValue | undefined): JsonObject => asObject(body);

import type { JsonValue } from '../../values';
import type { ValueType } from './valueType';

/** The one value that a type has, as JSON; undefined when it can be several or is not known. Integers past 2^53 are not known. */
export function constantOf(type: ValueType): JsonValue | undefined {
  switch (type.kind) {
    case 'null': return null;
    case 'string': case 'bool': return type.value;
    case 'int': return type.value !== undefined && Number.isSafeInteger(Number(type.value)) ? Number(type.value) : undefined;
    case 'tuple': {
      const items = type.items.map(constantOf);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'object': {
      if (type.additional !== 'none') return undefined;
      const members = [...type.members].map(([name, member]) => [name, constantOf(member.type)] as const);
      return members.every((member): member is readonly [string, JsonValue] => member[1] !== undefined) ? Object.fromEntries(members) : undefined;
    }
    default: return undefined;
  }
}

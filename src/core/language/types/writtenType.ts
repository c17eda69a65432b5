import type { TypeExpression } from '../../bicepparam';
import { findSimilar } from '../similar';
import type { ReportProblem, Scope } from './scope';
import { any, anyArray, anyObject, bool, int, literal, nullType, resolved, text, unionOf, type ObjectMemberType, type ValueType } from './valueType';

const builtIn: ReadonlyMap<string, ValueType> = new Map([['string', text], ['int', int], ['bool', bool], ['array', anyArray], ['object', anyObject], ['any', any]]);

type Of<K extends TypeExpression['kind']> = Extract<TypeExpression, { kind: K }>;

/** What a written type means. Names that are no types are told to `report`, and mean anything. Never throws. */
export function writtenType(expression: TypeExpression, scope: Scope, report?: ReportProblem): ValueType {
  const inner = (one: TypeExpression): ValueType => writtenType(one, scope, report);
  switch (expression.kind) {
    case 'name': return namedType(expression, scope, report);
    case 'literal': return literalType(expression.value);
    case 'union': return unionOf(expression.options.map(inner));
    case 'nullable': return unionOf([inner(expression.inner), nullType]);
    case 'array': return { kind: 'array', item: inner(expression.item) };
    case 'tuple': return { kind: 'tuple', items: expression.items.map(inner) };
    case 'object': return {
      kind: 'object', additional: expression.additional ? inner(expression.additional) : 'loose',
      members: new Map(expression.members.map(({ name, type }): [string, ObjectMemberType] => [name, { type: inner(type), required: type.kind !== 'nullable' }])),
    };
    case 'member': return memberType(expression, scope, report);
    case 'part': return partType(expression, resolved(inner(expression.target)));
  }
}

function literalType(value: Of<'literal'>['value']): ValueType {
  if (typeof value === 'string') return literal(value);
  if (typeof value === 'bigint') return { kind: 'int', value };
  return value === null ? nullType : { kind: 'bool', value };
}

function namedType({ name, start, end }: Of<'name'>, scope: Scope, report: ReportProblem | undefined): ValueType {
  const found = scope.find(name);
  if (found?.kind === 'unusable') return found.type ?? any;
  const known = builtIn.get(name);
  if (known) return known;
  if (found && found.kind !== 'value') return any;
  const similar = findSimilar(name, builtIn.keys());
  report?.({ start, end, rule: 'unknown-name', message: `${name} is no type.${similar ? ` Did you mean ${similar}?` : ''}`, ...(similar && { replacements: [similar] }) });
  return any;
}

function memberType({ target, member, memberSpan }: Of<'member'>, scope: Scope, report: ReportProblem | undefined): ValueType {
  const found = target.kind === 'name' ? scope.find(target.name) : undefined;
  if (found?.kind === 'namespace') return any;
  if (found?.kind === 'module') {
    const type = found.exports.types.get(member);
    if (!type) report?.({ ...memberSpan, rule: 'unknown-name', message: `The imported file exports no type ${member}.` });
    return type ?? any;
  }
  const type = resolved(writtenType(target, scope, report));
  if (type.kind !== 'object') return any;
  return member === '*' ? (typeof type.additional === 'string' ? any : type.additional) : type.members.get(member)?.type ?? any;
}

function partType({ index }: Of<'part'>, type: ReturnType<typeof resolved>): ValueType {
  if (type.kind === 'array' && index === '*') return type.item;
  return type.kind === 'tuple' && index !== '*' ? type.items[index] ?? any : any;
}

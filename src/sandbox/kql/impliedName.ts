import type { Expression } from './syntax';

/** Functions that keep the column's name. */
const transparent = new Set(['tostring', 'tolower', 'toupper', 'toint', 'tolong', 'todouble', 'toreal', 'tobool', 'todatetime', 'todynamic', 'parse_json', 'bin', 'floor', 'startofday', 'startofweek', 'startofmonth', 'startofyear', 'any', 'take_any']);
const shortNames: Readonly<Record<string, string>> = { make_set: 'set', makeset: 'set', make_list: 'list', makelist: 'list', make_set_if: 'set', make_list_if: 'list', make_bag: 'bag' };

/** `properties.sku.name` becomes `properties_sku_name`, `count()` becomes `count_`, `percentile(x, 95)` becomes `percentile_x_95`, as Kusto names columns. */
export function impliedName(value: Expression): string {
  switch (value.kind) {
    case 'column': return value.name;
    case 'member': return `${impliedName(value.of)}_${value.name}`;
    case 'index': return `${impliedName(value.of)}_${value.index.kind === 'value' ? String(value.index.value) : ''}`;
    case 'call': return ofCall(value);
    default: return 'Column1';
  }
}

function ofCall({ name, arguments: [first, second] }: Expression & { kind: 'call' }): string {
  if (!first) return `${name}_`;
  if (transparent.has(name)) return impliedName(first);
  if (/^countif$/.test(name)) return `${name}_`;
  const base = `${shortNames[name] ?? name}_${impliedName(first)}`;
  return name === 'percentile' && second?.kind === 'value' ? `${base}_${String(second.value)}` : base;
}

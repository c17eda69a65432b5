/** Text of a value in messages and keys; objects as JSON. `String` would call what JSON named `toString`. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

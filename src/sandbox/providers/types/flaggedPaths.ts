import { PropertyFlag, shapeAt } from './typeData';
import type { PropertyShapes, TypeShape } from './typeData';

/** Paths of all properties with a flag, `properties.items[*].id`; what lies under a found one is left out. Empty for types without a shape. */
export function flaggedPaths(shape: TypeShape | undefined, flag: keyof typeof PropertyFlag): string[] {
  const found = new Set<string>();
  if (shape) walk(shape, '', [], (path, flags) => { if (!(flags & PropertyFlag[flag])) return true; found.add(path); return false; });
  return [...found].filter((path) => !['id', 'name', 'type', 'apiVersion'].includes(path));
}

type Visit = (path: string, flags: number) => boolean;

/** `open` are the shapes around this one: types may contain themselves. */
function walk(shape: TypeShape, path: string, open: readonly TypeShape[], visit: Visit): void {
  if (open.includes(shape) || open.length > 12) return;
  const inside = [...open, shape];
  if (shape.is === 'array') walk(shapeAt(shape.of), `${path}[*]`, inside, visit);
  if (shape.is === 'object' || shape.is === 'choice') properties(shape.has, path, inside, visit);
  if (shape.is === 'choice') for (const option of Object.values(shape.of)) walk(shapeAt(option), path, inside, visit);
}

function properties(shapes: PropertyShapes, path: string, open: readonly TypeShape[], visit: Visit): void {
  for (const [name, [type, flags = 0]] of Object.entries(shapes)) {
    const at = path === '' ? name : `${path}.${name}`;
    if (visit(at, flags)) walk(shapeAt(type), at, open, visit);
  }
}

import type { FileRange } from '../../../core/values';
import type { DeclarationView } from '../../../protocol/shared';
import { baseName, relativePath } from '../../shared/paths';

/** What a page shows of a place: `keyvault.bicep:14`, and the file as seen from the workspace. */
export function declarationView(place: FileRange | undefined, root: string): DeclarationView | undefined {
  if (!place) return undefined;
  const line = place.range ? `:${place.range.start.line + 1}` : '';
  return { label: `${baseName(place.file)}${line}`, file: relativePath(root, place.file) };
}

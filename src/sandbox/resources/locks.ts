import { conflict } from '../armError';
import { member, textOr } from '../json';
import { keyOf, parseResourceId } from '../resourceId';
import type { ResourceTable } from './resourceTable';

export const lockType = 'Microsoft.Authorization/locks';

/** Management locks that really block. A lock holds for its scope and all that lies below. */
export class Locks {
  constructor(private readonly resources: ResourceTable) {}

  /** @throws ArmError 409 `ScopeLocked`. @param withContents a group goes with all that it holds, so locks inside count too. */
  checkDelete(id: string, withContents = false): void {
    this.refuse(id, 'delete', this.locks().filter((lock) => covers(lock.scope, id) || (withContents && covers(id, lock.scope))));
  }

  checkWrite(id: string, verb: 'write' | 'action' = 'write'): void {
    this.refuse(id, verb, this.locks().filter((lock) => lock.level === 'ReadOnly' && covers(lock.scope, id)));
  }

  /** Whether anything at this very scope cannot be deleted. */
  keepsFromDeletion(scope: string): boolean { return this.locks().some((lock) => covers(lock.scope, scope)); }

  private refuse(id: string, verb: string, locks: readonly { readonly scope: string }[]): void {
    if (locks.length === 0 || parseResourceId(id)?.type.toLowerCase() === lockType.toLowerCase()) return;
    const scopes = locks.map(({ scope }) => `'${scope}'`).join(',');
    throw conflict('ScopeLocked', `The scope '${id}' cannot perform ${verb} operation because following scope(s) are locked: ${scopes}. Please remove the lock and try again.`);
  }

  private locks(): { readonly scope: string; readonly level: string }[] {
    return this.resources.ofType(lockType).map((lock) => ({ scope: parseResourceId(lock.id)?.scope ?? '', level: textOr(member(lock.body.properties, 'level')) }));
  }
}

const covers = (scope: string, id: string): boolean => `${keyOf(id)}/`.startsWith(`${keyOf(scope)}/`);

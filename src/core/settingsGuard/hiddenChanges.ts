import { asObject, isArray, isObject, member } from '../json';
import type { JsonObject, JsonValue } from '../values';
import { compareValues } from '../whatIf/compareValues';
import { masked, type Masker } from '../whatIf/mask';
import type { PlanPropertyChange } from '../whatIf/plan';
import type { HiddenWish } from './hiddenValues';

/** What is live in a hidden part against what a template gives to it. */
export interface HiddenComparison {
  /** Live values that are not the template's, and those that are not live at all. */
  readonly changed: readonly PlanPropertyChange[];
  /** Live values of which the template says nothing, although the part is its own: the next deployment drops them. */
  readonly extra: readonly PlanPropertyChange[];
  /** Paths of live values whose value in the template only the deployment knows. */
  readonly undetermined: readonly string[];
}

/** Settings, connection strings and keys never leave it, not even where they look harmless; of `web` only what looks secret is masked. */
export function compareHidden(wish: HiddenWish, live: JsonObject, masker: Masker, isLeftAlone: (setting: string) => boolean = () => false): HiddenComparison {
  return wish.part === 'web' ? compareWeb(wish, live, masker) : compareList(wish, live, (name) => wish.part === 'appsettings' && isLeftAlone(name));
}

function compareList({ part, path, values }: HiddenWish, live: JsonObject, isLeftAlone: (name: string) => boolean): HiddenComparison {
  const wanted = new Map([...values].filter(([name]) => !isLeftAlone(name)).map(([name, value]) => [name.toLowerCase(), value]));
  const there = new Map(Object.entries(live).filter(([name]) => !isLeftAlone(name)).map(([name, value]) => [name.toLowerCase(), value]));
  const changed = [...wanted].flatMap(([name, wish]): readonly PlanPropertyChange[] => {
    const now = there.get(name);
    if (now === undefined) return wish.path.includes('[name=[') ? [] : [{ path: wish.path, changeType: 'Create', after: masked, isSecret: true }];
    return wish.value === undefined || wish.isUncertain || isSame(part, now, wish.value) ? [] : [{ path: wish.path, changeType: 'Modify', before: masked, after: masked, isSecret: true }];
  });
  // A name that only the deployment knows may be any of those that are live.
  const namesAreKnown = ![...values.keys()].some((name) => name.startsWith('['));
  const others = namesAreKnown ? Object.keys(live).filter((name) => !isLeftAlone(name) && !wanted.has(name.toLowerCase())).sort() : [];
  return {
    changed,
    extra: others.map((name) => ({ path: extraPath(part, path, name), changeType: 'Delete', before: masked, isSecret: true })),
    undetermined: [...wanted].filter(([name, { value, isUncertain }]) => there.has(name) && (value === undefined || isUncertain === true && !isSame(part, there.get(name)!, value))).map(([, { path: at }]) => at),
  };
}

const extraPath = (part: HiddenWish['part'], path: string, name: string): string => {
  const isPairs = path !== 'properties' && part !== 'azurestorageaccounts';
  return isPairs ? `${path}[name=${name}].${part === 'connectionstrings' ? 'connectionString' : 'value'}` : `${path}${/[.[\]'\s]/.test(name) ? `['${name}']` : `.${name}`}`;
};

/** Application settings are texts. Of the others the members count that the template gives and the service shows; kinds have no case. */
function isSame(part: HiddenWish['part'], live: JsonValue, wanted: JsonValue): boolean {
  // A switch that is no text comes back as `true` or `True`.
  if (part === 'appsettings') return typeof wanted === 'boolean' ? String(live).toLowerCase() === String(wanted) : String(live) === settingText(wanted);
  const now = asObject(live);
  return Object.entries(asObject(wanted)).every(([name, value]) => {
    const shown = now[name];
    if (shown === undefined || shown === null) return name === 'accessKey';
    return name === 'type' ? String(shown).toLowerCase() === String(value).toLowerCase() : String(shown) === String(value);
  });
}
/** As App Service keeps an application setting. */
export const settingText = (value: JsonValue): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? ''));

/** What the service fills in where the template is silent is not compared; neither is what it does not show at all. */
function compareWeb({ type, values }: HiddenWish, live: JsonObject, masker: Masker): HiddenComparison {
  const known = [...values].filter(([name]) => member(live, name) !== undefined);
  const changed = known.flatMap(([name, { value, path }]) => (value === undefined || value === null ? [] : compareValues(path, settled(member(live, name)!), settled(value)).filter((leaf) => isTold(leaf, path, name))))
    .map(({ path, changeType, before, after }): PlanPropertyChange => {
      const isSecret = masker.isSecret(type, path, before) || masker.isSecret(type, path, after);
      const show = (shown: JsonValue): JsonValue => (isSecret ? masked : masker.mask(type, path, shown));
      return { path, changeType, ...(before !== undefined && { before: show(before) }), ...(after !== undefined && { after: show(after) }), ...(isSecret && { isSecret }) };
    });
  return { changed, extra: [], undetermined: known.filter(([, { value }]) => value === undefined).map(([, { path }]) => path) };
}

/** Commands and paths have a case; what App Service offers to choose from is spelled in several ways. */
const hasCase = /^(appCommandLine|healthCheckPath|.*Url|.*Path)$/i;

function isTold({ path, changeType, before, after }: ReturnType<typeof compareValues>[number], place: string, name: string): boolean {
  if (typeof before === 'string' && typeof after === 'string') return hasCase.test(name) || before.toLowerCase() !== after.toLowerCase();
  // Members that a service adds to an object or to an element of the template are its own; a whole element more is somebody's.
  return changeType !== 'Delete' || isElement(path, place) && isIdentifying(path);
}
const isElement = (path: string, place: string): boolean => path.startsWith(`${place}[`);
/** Of an element that is not in the template one member is enough to tell it. */
const isIdentifying = (path: string): boolean => /\]\.(name|ipAddress|virtualPath)$/.test(path);

/** The rules that stand for "all others" are made by the service itself, last in the order. */
function settled(value: JsonValue): JsonValue {
  return isArray(value) ? value.filter((element) => !(isObject(element) && element['priority'] === 2147483647)) : value;
}

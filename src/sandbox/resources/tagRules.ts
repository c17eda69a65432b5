import type { JsonValue } from '../../armTemplate';
import { badRequest } from '../armError';
import { isObject } from '../json';

const mostTags = 50;
/** Services that take fewer. @see Azure Resource Manager, tag limitations */
const fewerTags = /^microsoft\.(automation\/automationaccounts|apimanagement\/service)$/i;
const mostTagsOfThose = 15;
const longestName = 512;
const longestNameInStorage = 128;
const longestValue = 256;

/** What ARM asks of tags before it asks the service. @throws ArmError 400 */
export function checkTags(tags: JsonValue | undefined, type = ''): void {
  if (!isObject(tags)) return;
  const names = Object.keys(tags);
  const most = fewerTags.test(type) ? mostTagsOfThose : mostTags;
  if (names.length > most) throw badRequest('TooManyTags', `The number of tags '${names.length}' exceeds the limit of '${most}' tags.`);
  const odd = names.filter((name) => /[<>%&\\?/\u0000-\u001f]/.test(name) && !/^hidden-|^link/i.test(name));
  if (odd.length > 0) throw badRequest('InvalidTagNameCharacters', `The tag names '${odd.join(', ')}' have reserved characters '<,>,%,&,\\,?,/' or control characters.`);
  const longest = /^microsoft\.storage\/storageaccounts$/i.test(type) ? longestNameInStorage : longestName;
  const long = names.filter((name) => name.length > longest);
  if (long.length > 0) throw badRequest('InvalidTagName', `Tag key too large. Following tag name '${long.join(', ')}' exceeded the maximum length. Maximum allowed length for tag name - '${longest}' characters.`);
  const values = Object.values(tags).filter((value) => typeof value === 'string' && value.length > longestValue);
  if (values.length > 0) throw badRequest('InvalidTagValueLength', `Tag value too large. Following tag value '${values.join(', ')}' exceeded the maximum length. Maximum allowed length for tag value - '${longestValue}' characters.`);
}

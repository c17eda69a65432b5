import type { GivenParameter, JsonObject } from '../../armTemplate';
import { badRequest } from '../armError';
import { LooseJsonError, parseLooseJson } from '../http/looseJson';
import { isObject, member, textOr } from '../json';
import type { ResourceService } from '../resources/resourceService';

const timeoutMs = 10_000;

/** Gets the template that a link names: a template spec in the sandbox, or a document at a URL. Links with `relativePath` are relative to the parent's own link.
 *  @throws ArmError 400 `InvalidContentLink`, `TemplateSpecVersionNotFound`. */
export async function loadTemplate(link: JsonObject, parentLink: JsonObject | undefined, resources: ResourceService): Promise<JsonObject> {
  const id = textOr(member(link, 'id'));
  if (id !== '') return templateSpec(id, resources);
  return download(uriOf(link, parentLink));
}

/** @throws ArmError 400 `InvalidContentLink`. */
export async function loadParameters(link: JsonObject): Promise<{ readonly [name: string]: GivenParameter }> {
  const document = await download(uriOf(link, undefined));
  const parameters = member(document, 'parameters');
  return (isObject(parameters) ? parameters : document) as unknown as { readonly [name: string]: GivenParameter };
}

function templateSpec(id: string, resources: ResourceService): JsonObject {
  const template = member(resources.find(id)?.body.properties, 'mainTemplate');
  if (!isObject(template)) throw badRequest('TemplateSpecVersionNotFound', `The template spec version '${id}' could not be found.`);
  return template;
}

function uriOf(link: JsonObject, parentLink: JsonObject | undefined): string {
  const [uri, relative, parent] = [textOr(member(link, 'uri')), textOr(member(link, 'relativePath')), textOr(member(parentLink, 'uri'))];
  const base = uri !== '' ? uri : parent;
  if (base === '' || !URL.canParse(relative, base)) throw badRequest('InvalidContentLink', `The content link '${relative || uri}' is not valid. It needs an absolute 'uri', or a 'relativePath' in a template that was linked by 'uri' itself.`);
  const full = new URL(relative, base);
  const query = textOr(member(link, 'queryString'));
  if (query !== '') full.search = query;
  return full.href;
}

async function download(uri: string): Promise<JsonObject> {
  const failed = (why: string): Error => badRequest('InvalidContentLink', `Unable to download deployment content from '${uri.split('?')[0]}'. ${why}`);
  if (!/^https?:/i.test(uri)) throw failed('Only http and https links are possible.');
  let text: string;
  try {
    const answer = await fetch(uri, { signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok) throw failed(`The answer was ${answer.status}.`);
    text = await answer.text();
  } catch (error) {
    if (error instanceof TypeError || (error instanceof DOMException)) throw failed('The address does not answer.');
    throw error;
  }
  try {
    const value = parseLooseJson(text);
    if (isObject(value)) return value;
  } catch (error) {
    if (!(error instanceof LooseJsonError)) throw error;
  }
  throw failed('It is not a JSON object.');
}

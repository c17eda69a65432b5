import { parseTemplate, type JsonObject, type Template } from '../../armTemplate';

/** How many are kept: a validation, a what-if and a deployment of one template follow each other. */
const kept = 16;

/** Checked templates by their hash, the latest ones, with all that was parsed of them. */
export class ParsedTemplates {
  private readonly byHash = new Map<string, Template>();

  /** @throws TemplateError */
  get(hash: string, json: JsonObject): Template {
    const template = this.byHash.get(hash) ?? parseTemplate(json);
    this.byHash.delete(hash);
    this.byHash.set(hash, template);
    if (this.byHash.size > kept) for (const oldest of this.byHash.keys()) { this.byHash.delete(oldest); break; }
    return template;
  }
}

import { EnvironmentError, LogicError } from '../../../errors';
import { asObject, asString } from '../../../json';
import type { SiteAnswer } from '../../../ports';
import type { JsonObject } from '../../../values';

/** The JSON object of a good answer. @throws LogicError, EnvironmentError by status, with the service's own code and message. */
export function parseAnswer({ status, body }: SiteAnswer, who: string): JsonObject {
  const value = parse(body);
  if (status >= 200 && status < 300 && value) return value;
  const error = asObject(value?.['error']);
  const said = asString(error['message']) ?? body.replace(/\s+/g, ' ').slice(0, 200);
  const code = `Service.${asString(error['code']) ?? `Http${status}`}`;
  const message = `${who[0]?.toUpperCase()}${who.slice(1)} answered ${status}${said === '' ? '.' : `: ${said}`}`;
  if (status === 429 || status >= 500 && status !== 501) throw new EnvironmentError(code, message, { status, nextStep: 'Try again later.' });
  throw new LogicError(code, message, { status, nextStep: status === 403 ? 'Ask for a role that may read this data.' : 'Look at the message.' });
}

function parse(text: string): JsonObject | undefined {
  try { return asObject(JSON.parse(text)); } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
}

import { CancelledError, DeployError, EnvironmentError, LogicError, type ErrorDetail } from '../core/errors';
import { parseErrorBody } from '../core/coach/unwrap';

/** An answer as far as errors are concerned. */
export interface FailedResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
  readonly body: string;
  readonly method: string;
  readonly url: string;
}

/** Codes that say "later" although their status does not. */
const transientCodes = new Set(['anotheroperationinprogress', 'operationpreempted', 'serverbusy', 'servertimeout', 'servicetimeout', 'toomanyrequests', 'resourcegroupbeingdeleted', 'retryableerror', 'requesttimeout', 'internalservererror', 'serviceunavailable', 'gatewaytimeout', 'subscriptionnotfoundretry']);
/** Statuses that the service means as "later". @see ARM REST, common error codes */
const transientStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What to do about a status, where the code itself says nothing better. */
const nextSteps: Readonly<Record<number, string>> = {
  401: 'Sign in again (AOS: Sign In, or az login), then repeat.',
  403: 'Ask for the missing role at this scope, or choose another subscription.',
  404: 'Check the names of the subscription, the resource group and the resource.',
  429: 'The service asks to slow down; the run waits as long as it says.',
  501: 'This endpoint does not offer the operation.',
};
const nextStepsByCode: Readonly<Record<string, string>> = {
  deploymentactive: 'Wait until the running deployment ends, or cancel it (AOS: Cancel Deployment).',
  subscriptionnotfound: 'Choose another subscription (AOS: Select Subscription), or sign in to the tenant that holds it.',
  resourcegroupnotfound: 'Check the name of the resource group; a deployment creates it when it is missing.',
  invalidauthenticationtokentenant: 'Sign in to the tenant that holds this subscription.',
};

/** Turns an answer with an error into ours, by status and ARM code: never by its message. */
export function toResponseError(response: FailedResponse): DeployError {
  const parsed = parseErrorBody(parseJson(response.body));
  const detail = parsed === undefined ? describeStatus(response) : parsed.code === 'Unknown' ? { ...parsed, code: `Http${response.status}` } : parsed;
  const options = {
    details: [detail], status: response.status,
    nextStep: nextStepsByCode[detail.code.toLowerCase()] ?? nextSteps[response.status],
  };
  const message = `${pathOf(response.url)}: ${detail.message}`;
  const code = `Arm.${detail.code.replace(/\s+/g, '')}`;
  if (!isTransient(response.status, detail)) return new LogicError(code, message, options);
  const retryAfterMs = readRetryAfter(response.headers);
  return new EnvironmentError(code, message, { ...options, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}

/** A long-running operation that ended with an error of its own. */
export function toOperationError(body: unknown, url: string): DeployError {
  const detail = parseErrorBody(body) ?? { code: 'OperationFailed', message: 'The operation failed without giving a reason.' };
  const options = { details: [detail], nextStep: nextStepsByCode[detail.code.toLowerCase()] };
  return transientCodes.has(detail.code.toLowerCase())
    ? new EnvironmentError(`Arm.${detail.code}`, `${pathOf(url)}: ${detail.message}`, options)
    : new LogicError(`Arm.${detail.code}`, `${pathOf(url)}: ${detail.message}`, options);
}

export const notJson = (url: string, contentType: string | undefined): EnvironmentError =>
  new EnvironmentError('Arm.NotJson', `${hostOf(url)} answered ${contentType ?? 'something'} where JSON was expected.`, { nextStep: 'Check that the endpoint is a resource manager and that no proxy or sign-in page stands between.' });

const isTransient = (status: number, { code }: ErrorDetail): boolean => transientStatuses.has(status) || transientCodes.has(code.toLowerCase());

function describeStatus({ status, body, url }: FailedResponse): ErrorDetail {
  const excerpt = body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 200);
  return { code: `Http${status}`, message: `${hostOf(url)} answered ${status}${excerpt === '' ? '' : `: ${excerpt}`}` };
}

interface NodeError { readonly code?: string; readonly name?: string; readonly message?: string; readonly cause?: unknown; readonly errors?: readonly unknown[] }

/** Codes of Node's sockets: what happened, and whether trying again may help. */
const networkErrors: Readonly<Record<string, { readonly code: string; readonly text: string; readonly nextStep: string; readonly final?: boolean }>> = {
  ECONNREFUSED: { code: 'Network.Refused', text: 'refused the connection', nextStep: 'Check that the endpoint runs and that its address is right.' },
  ECONNRESET: { code: 'Network.Reset', text: 'broke the connection off', nextStep: 'Try again; check the network if it happens again.' },
  EPIPE: { code: 'Network.Reset', text: 'broke the connection off', nextStep: 'Try again; check the network if it happens again.' },
  ETIMEDOUT: { code: 'Network.Timeout', text: 'did not answer in time', nextStep: 'Check the network, a proxy or a VPN.' },
  ENOTFOUND: { code: 'Network.HostNotFound', text: 'could not be found', nextStep: 'Check the address, the network and the name server.' },
  EAI_AGAIN: { code: 'Network.HostNotFound', text: 'could not be looked up', nextStep: 'Check the network and the name server.' },
  EHOSTUNREACH: { code: 'Network.Unreachable', text: 'cannot be reached', nextStep: 'Check the network, a proxy or a VPN.' },
  ENETUNREACH: { code: 'Network.Unreachable', text: 'cannot be reached', nextStep: 'Check the network, a proxy or a VPN.' },
};
const certificateCodes = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_\w+|ERR_TLS_\w+)$/;

/** Turns what was thrown on the way (no answer came) into ours. Our own errors pass. */
export function toThrownError(error: unknown, url: string): DeployError {
  if (error instanceof DeployError) return error;
  const { name = '', message = String(error) } = (error ?? {}) as NodeError;
  if (name === 'AbortError') return new CancelledError();
  if (/^(CredentialUnavailableError|AuthenticationRequiredError|AuthenticationError|AggregateAuthenticationError|ChainedTokenCredentialError)$/.test(name)) return signInNeeded(message, error);
  const code = systemCode(error);
  const known = code === undefined ? undefined : networkErrors[code];
  if (known) return new EnvironmentError(known.code, `${hostOf(url)} ${known.text} (${code}).`, { nextStep: known.nextStep, cause: error });
  if (code !== undefined && certificateCodes.test(code)) return new LogicError('Network.CertificateNotTrusted', `The certificate of ${hostOf(url)} is not trusted (${code}).`, { nextStep: 'Name the PEM file of its authority in NODE_EXTRA_CA_CERTS and start again.', cause: error });
  if (code === 'PARSE_ERROR' || error instanceof SyntaxError) return notJson(url, undefined);
  return new EnvironmentError('Network.Failed', `The request to ${hostOf(url)} failed: ${message}`, { nextStep: 'Try again; the log holds the details.', cause: error });
}

/** Where Microsoft Entra ID says why, that is what is told: of a chain of credentials it stands far below the first line. */
function signInNeeded(message: string, cause: unknown): LogicError {
  const refusals = [...new Set(message.match(/\bAADSTS\d{4,9}:[^\r\n]*/g) ?? [])].map((line) => ({ code: line.slice(0, line.indexOf(':')), message: line.replace(/\s*(Trace ID|Correlation ID|Timestamp):.*$/, '').trim() }));
  return new LogicError('Auth.SignInNeeded', `No credential was accepted: ${refusals[0]?.message ?? message.split('\n')[0]}`, {
    nextStep: 'Sign in (AOS: Sign In, or az login), then repeat.', cause, ...(refusals.length > 0 && { details: refusals }),
  });
}

/** Node wraps socket errors: in `cause`, and in `errors` when several addresses were tried. */
function systemCode(error: unknown, depth = 0): string | undefined {
  if (error === null || typeof error !== 'object' || depth > 5) return undefined;
  const { code, cause, errors, message } = error as NodeError;
  if (typeof code === 'string' && code !== 'REQUEST_SEND_ERROR') return code;
  if (/socket hang up|aborted|terminated/i.test(message ?? '')) return 'ECONNRESET';
  return systemCode(cause, depth + 1) ?? (errors ?? []).map((one) => systemCode(one, depth + 1)).find((one) => one !== undefined);
}

/** Dates as HTTP and ISO 8601 write them. The engine's own parser takes "-5" and "soon 5" for the year 2001, which is no wait at all. */
const datePattern = /^([A-Z][a-z]{2,8}, \d{1,2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z)$/;

/** Milliseconds that the service asks to wait: `Retry-After` in seconds or as a date, or its millisecond forms. A date is measured by the clock of who wrote it, where that is told. */
export function readRetryAfter(headers: { get(name: string): string | undefined }, now: number = Date.now()): number | undefined {
  const ms = headers.get('retry-after-ms') ?? headers.get('x-ms-retry-after-ms');
  if (ms !== undefined && /^\d+$/.test(ms.trim())) return Number(ms);
  const value = headers.get('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000);
  const date = datePattern.test(value) ? Date.parse(value) : NaN;
  const theirs = datePattern.test(headers.get('date')?.trim() ?? '') ? Date.parse(headers.get('date')!) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - (Number.isNaN(theirs) ? now : theirs));
}

const parseJson = (text: string): unknown => { try { return JSON.parse(text); } catch { return text; } };
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
/** The path alone: query strings may hold tokens. */
const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url.split('?')[0] ?? url);

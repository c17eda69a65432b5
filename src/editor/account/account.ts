import * as vscode from 'vscode';
import { InputError } from '../../core/errors';
import { sessionScopes, signInCloud, tokenExpiry, type SignInCloud } from './clouds';

/** A token as `@azure/core-auth` wants it. */
export interface EditorToken { readonly token: string; readonly expiresOnTimestamp: number }
export interface TokenOptions { readonly tenantId?: string; readonly abortSignal?: { readonly aborted: boolean } }
/** Has the shape of `TokenCredential`. */
export interface EditorCredential { getToken(scopes: string | string[], options?: TokenOptions): Promise<EditorToken | null> }

/** VS Code's Microsoft sign-in. It keeps the tokens; we hold none. */
export class Account {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Asks VS Code without asking the person. */
  async isSignedIn(cloud: string): Promise<boolean> {
    const signIn = signInCloud(cloud);
    if (!signIn) return true;
    return (await this.#session(signIn, { silent: true })) !== undefined;
  }

  /** Returns the account's label. @throws InputError `Account.NotSignedIn` when the person closes the dialog. */
  async signIn(cloud: string): Promise<string | undefined> {
    const signIn = signInCloud(cloud);
    if (!signIn) return undefined;
    await chooseSovereignCloud(signIn);
    const session = await this.#session(signIn, { createIfNone: true });
    if (!session) throw notSignedIn(cloud);
    return session.account.label;
  }

  /** The credential of a cloud. It never opens a dialog: whoever starts work that needs one signs in first. */
  credential(cloud: string): EditorCredential | undefined {
    const signIn = signInCloud(cloud);
    if (!signIn) return undefined;
    return {
      getToken: async (scopes, options) => {
        const session = await this.#session(signIn, { silent: true }, Array.isArray(scopes) ? scopes : [scopes], options?.tenantId);
        if (!session) throw notSignedIn(cloud);
        return { token: session.accessToken, expiresOnTimestamp: tokenExpiry(session.accessToken, Date.now()) };
      },
    };
  }

  async #session(cloud: SignInCloud, options: vscode.AuthenticationGetSessionOptions, scopes: readonly string[] = [cloud.scope], tenantId?: string): Promise<vscode.AuthenticationSession | undefined> {
    try {
      return await vscode.authentication.getSession(cloud.provider, sessionScopes(scopes, tenantId), options);
    } catch (error) {
      // VS Code rejects when the person closes the dialog and when the host has no such provider; both mean "no session".
      this.log.warn(`VS Code gave no session of "${cloud.provider}": ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
}

/** The sovereign provider serves one cloud at a time, named by a setting of VS Code. */
async function chooseSovereignCloud({ environment }: SignInCloud): Promise<void> {
  if (!environment) return;
  const configuration = vscode.workspace.getConfiguration('microsoft-sovereign-cloud');
  if (configuration.get('environment') !== environment) await configuration.update('environment', environment, vscode.ConfigurationTarget.Global);
}

const notSignedIn = (cloud: string): InputError => new InputError('Account.NotSignedIn', `You are not signed in to ${cloud}.`, { nextStep: 'Run "AOS: Sign In".' });

// Chromium for the tests: one that is here, or one that this system's own way of installing brings.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies } from './setupDependencies.mjs';
import { inRoot } from './paths.mjs';
import { findOnPath, isExecutableFile, run } from './process.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable', 'chrome', 'msedge'];
const places = {
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(Boolean)
    .flatMap((base) => [path.join(base, 'Google', 'Chrome', 'Application', 'chrome.exe'), path.join(base, 'Microsoft', 'Edge', 'Application', 'msedge.exe')]),
};

/** Path of a Chromium-like browser. `CHROME_PATH` wins. */
export async function ensureBrowser() {
  const named = process.env.CHROME_PATH;
  if (named && !existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which does not exist. Correct it or unset it.`);
  return named || findBrowser() || installBrowser();
}

const findBrowser = () => findOnPath(...names) ?? (places[process.platform] ?? []).find(isExecutableFile);

async function installBrowser() {
  const attempts = [];
  for (const install of isDebianRoot() ? [installWithApt, installWithPlaywright] : [installWithPlaywright]) {
    try { return await install(); } catch (error) { attempts.push(error.message.trim().split('\n').slice(-3).join(' ')); }
  }
  throw new Error(`No Chrome, Edge or Chromium was found, and none could be installed: ${attempts.join(' | ')}\nInstall one, or set CHROME_PATH to its program, and run again.`);
}

const isDebianRoot = () => process.platform === 'linux' && process.getuid() === 0 && existsSync('/etc/debian_version');

async function installWithApt() {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=600'];
  await run('apt-get', ['update'], { env, title: 'Debian package lists' });
  // Ubuntu's package of this name is a stub that installs a snap, which no container runs.
  const isUbuntu = /^ID=ubuntu/m.test(readFileSync('/etc/os-release', 'utf8'));
  if (isUbuntu) throw new Error('Ubuntu has no Chromium package.');
  await run('apt-get', [...wait, 'install', '-y', '--no-install-recommends', 'chromium'], { env, title: 'Chromium (apt-get)' });
  return findBrowser() ?? fail('apt-get installed chromium, but it is not on PATH.');
}

async function installWithPlaywright() {
  await ensureDependencies();
  await run(process.execPath, [inRoot('node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'], { title: 'Chromium (playwright)' });
  const { chromium } = await import('playwright-core');
  return chromium.executablePath();
}

const fail = (message) => { throw new Error(message); };

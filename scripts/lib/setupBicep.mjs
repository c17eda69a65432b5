// The Bicep CLI: the user's own when there is one, else the release this project is tested with.
import { chmodSync, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cacheFolder, ensureFolder } from './cache.mjs';
import { findOnPath, run } from './process.mjs';

export const BICEP_VERSION = '0.49.2';
const executable = process.platform === 'win32' ? 'bicep.exe' : 'bicep';
const systems = { linux: 'linux', darwin: 'osx', win32: 'win' };
const system = () => `${systems[process.platform] ?? process.platform}-${process.arch}`;

/** Path of a Bicep CLI. `AOS_BICEP` wins, then PATH, then the Azure CLI's copy, then the cache. */
export async function ensureBicep() {
  return findBicep() ?? path.join(await ensureFolder(cacheFolder('bicep', BICEP_VERSION), fetchBicep), executable);
}

function findBicep() {
  const named = process.env.AOS_BICEP;
  if (named && !existsSync(named)) throw new Error(`AOS_BICEP names ${named}, which does not exist. Correct it or unset it.`);
  const azureCliCopy = path.join(homedir(), '.azure', 'bin', executable);
  return named || findOnPath('bicep') || (existsSync(azureCliCopy) ? azureCliCopy : undefined);
}

async function fetchBicep(folder) {
  const attempts = [];
  for (const fetchFrom of [fetchFromNuGet, fetchFromRelease]) {
    try {
      await fetchFrom(folder);
      chmodSync(path.join(folder, executable), 0o755);
      return;
    } catch (error) {
      attempts.push(error.message.trim().split('\n').slice(0, 3).join(' '));
    }
  }
  throw new Error(`The Bicep CLI could not be had: ${attempts.join(' | ')}\nInstall it (https://aka.ms/bicep-install) so that "bicep" is on PATH, or set AOS_BICEP to its path, and run again.`);
}

/** NuGet carries the CLI as one package per system; `dotnet restore` knows the user's feeds and proxies. */
async function fetchFromNuGet(folder) {
  const dotnet = findOnPath('dotnet');
  if (!dotnet) throw new Error('there is no .NET SDK to fetch it with.');
  const name = `Azure.Bicep.CommandLine.${system()}`;
  const scratch = path.join(folder, 'restore');
  mkdirSync(scratch);
  writeFileSync(path.join(scratch, 'fetch.csproj'), projectThatDownloads(name));
  const packages = path.join(scratch, 'packages');
  await run(dotnet, ['restore', path.join(scratch, 'fetch.csproj'), '--packages', packages], {
    title: `Bicep CLI ${BICEP_VERSION} (NuGet)`,
    env: { DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1', DOTNET_GENERATE_ASPNET_CERTIFICATE: 'false', DOTNET_CLI_HOME: scratch },
  });
  renameSync(path.join(packages, name.toLowerCase(), BICEP_VERSION, 'tools', executable), path.join(folder, executable));
  rmSync(scratch, { recursive: true, force: true });
}

/** A download has no framework of its own; netstandard2.0 without its implicit reference asks the feed for nothing else. */
const projectThatDownloads = (name) => `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences></PropertyGroup>
  <ItemGroup><PackageDownload Include="${name}" Version="[${BICEP_VERSION}]" /></ItemGroup>
</Project>
`;

async function fetchFromRelease(folder) {
  const file = `bicep-${system()}${process.platform === 'win32' ? '.exe' : ''}`;
  console.error(`· Bicep CLI ${BICEP_VERSION} (release of the Bicep project) …`);
  const response = await fetch(`https://github.com/Azure/bicep/releases/download/v${BICEP_VERSION}/${file}`);
  if (!response.ok) throw new Error(`the release answered ${response.status}.`);
  await pipeline(Readable.fromWeb(response.body), createWriteStream(path.join(folder, executable)));
}

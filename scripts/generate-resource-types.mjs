// Trims the official Azure resource types to those the sandbox checks, as one compact JSON file.
//
//   node scripts/generate-resource-types.mjs <Azure.Bicep.Types.Az.dll>
//
// The assembly comes from the NuGet package Azure.Bicep.Types.Az (MIT), folder lib/netstandard2.0. The result's shape is described in
// src/sandbox/providers/types/typeData.ts. Run it again after a new release of the package, with the version below changed.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { openAssembly } from './lib/assemblyResources.mjs';
import { mergeEqualTypes } from './lib/mergeEqualTypes.mjs';

const source = 'Azure.Bicep.Types.Az 0.2.972';
const folder = path.join(import.meta.dirname, '..', 'src', 'sandbox', 'providers', 'types');

const [file] = process.argv.slice(2);
if (!file) {
  console.error('Name the assembly: node scripts/generate-resource-types.mjs <Azure.Bicep.Types.Az.dll>');
  process.exit(2);
}

const assembly = openAssembly(file);
const index = assembly.json('index.json').resources;
const available = versionsByType(Object.keys(index));
const wanted = JSON.parse(readFileSync(path.join(folder, 'wanted.json'), 'utf8'));
const reader = typeReader(assembly);
const resources = {};
const apiVersions = {};
for (const [type, extra] of Object.entries(wanted)) {
  const versions = available.get(type.toLowerCase());
  if (!versions) throw new Error(`${source} has no resource type ${type}.`);
  apiVersions[type] = [...versions.keys()].sort().reverse();
  for (const version of chosenVersions(type, apiVersions[type], extra)) resources[`${type}@${version}`] = reader.body(index[versions.get(version)].$ref);
}
const text = JSON.stringify({ source, apiVersions, ...mergeEqualTypes(resources, reader.types) });
writeFileSync(path.join(folder, 'resourceTypes.json'), `${text}\n`);
console.log(`${Object.keys(resources).length} resource types, ${text.length} bytes, ${gzipSync(text).length} gzipped`);

const names = typeNames(index);
const namesText = `${JSON.stringify({ source, namespaces: names })}\n`;
writeFileSync(path.join(folder, 'typeNames.json'), namesText);
console.log(`${Object.values(names).reduce((sum, types) => sum + Object.keys(types).length, 0)} type names, ${namesText.length} bytes, ${gzipSync(namesText).length} gzipped`);

/** Namespace to the rest of each type's name to its newest API version (stable before preview). */
function typeNames(resources) {
  const namespaces = {};
  for (const key of Object.keys(resources).sort()) {
    const [type, version] = key.split('@');
    const cut = type.indexOf('/');
    const types = (namespaces[spellingOf(namespaces, type.slice(0, cut))] ??= {});
    const name = spellingOf(types, type.slice(cut + 1));
    if (types[name] === undefined || rank(version) > rank(types[name])) types[name] = version;
  }
  return namespaces;
}

function rank(version) { return `${/preview|alpha|beta/i.test(version) ? 0 : 1}${version}`; }
function spellingOf(known, name) { return Object.keys(known).find((other) => other.toLowerCase() === name.toLowerCase()) ?? name; }

/** Lower-case type to its API versions, each with the key of the index; the index spells some types in two ways. */
function versionsByType(keys) {
  const types = new Map();
  for (const key of keys) {
    const [type, version] = key.split('@');
    const versions = types.get(type.toLowerCase()) ?? new Map();
    types.set(type.toLowerCase(), versions.set(version, key));
  }
  return types;
}

/** The newest stable version (else the newest preview) and those the wanted list names. */
function chosenVersions(type, versions, extra) {
  const missing = extra.filter((version) => !versions.includes(version));
  if (missing.length > 0) throw new Error(`${type} has no API version ${missing.join(', ')}; there are ${versions.join(', ')}.`);
  return new Set([versions.find((version) => !version.includes('preview')) ?? versions[0], ...extra]);
}

/** Reads type files and keeps what is reachable from the bodies asked for, numbered as found. */
function typeReader(from) {
  const files = new Map();
  const types = [];
  const seen = new Map();
  const read = (name) => files.get(name) ?? files.set(name, from.json(name)).get(name);

  function take(name, position) {
    const key = `${name}#${position}`;
    if (!seen.has(key)) {
      const slot = types.push(null) - 1;
      seen.set(key, slot);
      types[slot] = compact(read(name)[position], (target) => follow(name, target.$ref), (target) => read(name)[Number(target.$ref.split('#/')[1])]);
    }
    return seen.get(key);
  }
  function follow(name, reference) {
    const [other, position] = reference.split('#/');
    return take(other || name, Number(position));
  }
  return {
    types,
    body(reference) {
      const [name, position] = reference.split('#/');
      return follow(name, read(name)[Number(position)].body.$ref);
    },
  };
}

/** One type in the short form of the result. */
function compact(type, follow, look) {
  switch (type.$type) {
    case 'AnyType': case 'NullType': case 'BuiltInType': return { is: 'any' };
    case 'BooleanType': return { is: 'bool' };
    case 'IntegerType': return defined({ is: 'int', min: type.minValue, max: type.maxValue });
    case 'StringType': return defined({ is: 'string', min: type.minLength, max: type.maxLength, pattern: type.pattern, secure: type.sensitive || undefined });
    case 'StringLiteralType': return { is: 'enum', values: [type.value] };
    case 'ArrayType': return defined({ is: 'array', of: follow(type.itemType), min: type.minLength, max: type.maxLength });
    case 'UnionType': return union(type.elements, follow, look);
    case 'ObjectType': return defined({ is: 'object', has: properties(type.properties, follow), more: type.additionalProperties && follow(type.additionalProperties) });
    case 'DiscriminatedObjectType': return {
      is: 'choice', by: type.discriminator, has: properties(type.baseProperties, follow),
      of: Object.fromEntries(Object.entries(type.elements).map(([value, element]) => [value, follow(element)])),
    };
    default: throw new Error(`Type kind ${type.$type} is not known here.`);
  }
}

function union(elements, follow, look) {
  const literals = elements.filter((element) => look(element).$type === 'StringLiteralType').map((element) => look(element).value);
  const others = elements.filter((element) => look(element).$type !== 'StringLiteralType');
  if (others.length === 0) return { is: 'enum', values: literals };
  if (literals.length > 0 && others.every((element) => look(element).$type === 'StringType')) return { is: 'enum', values: literals, open: true };
  return { is: 'union', of: elements.map(follow) };
}

/** Name to [type, flags]; flags are left out when 0. */
function properties(given = {}, follow) {
  return Object.fromEntries(Object.entries(given).map(([name, { type, flags }]) => [name, flags ? [follow(type), flags] : [follow(type)]]));
}

function defined(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null));
}

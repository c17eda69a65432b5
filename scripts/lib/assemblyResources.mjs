import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** Column kinds of the metadata tables that stand before ManifestResource, see ECMA-335 II.22: digits are fixed sizes, `s` string, `g` GUID, `b` blob,
 *  `#n` an index into table n, `<bits:t,t,…>` a coded index over those tables. */
const columns = {
  0x00: '2 s g g g', 0x01: '<2:0,26,35,1> s s', 0x02: '4 s s <2:2,1,27> #4 #6', 0x04: '2 s b', 0x06: '4 2 2 s b #8', 0x08: '2 2 s', 0x09: '#2 <2:2,1,27>',
  0x0a: '<3:2,1,26,6,27> s b', 0x0b: '2 <2:4,8,23> b', 0x0c: '<5:6,4,1,2,8,9,10,0,14,23,20,17,26,27,32,35,38,39,40,42,44,43> <3:6,10> b',
  0x0d: '<1:4,8> b', 0x0e: '2 <2:2,6,32> b', 0x0f: '2 4 #2', 0x10: '4 #4', 0x11: 'b', 0x12: '#2 #20', 0x14: '2 s <2:2,1,27>', 0x15: '#2 #23', 0x17: '2 s b',
  0x18: '2 #6 <1:20,23>', 0x19: '#2 <1:6,10> <1:6,10>', 0x1a: 's', 0x1b: 'b', 0x1c: '2 <1:4,6> s #26', 0x1d: '4 #4', 0x20: '4 8 4 b s s', 0x23: '8 4 b s s b',
  0x26: '4 s b', 0x27: '4 4 s s <2:38,35,39>', 0x28: '4 4 s <2:38,35,39>',
};

/** The embedded resources of a .NET assembly: `names`, and `json(name)` for those stored as deflated JSON. Reads PE and metadata tables, runs no .NET. */
export function openAssembly(file) {
  const bytes = readFileSync(file);
  const image = readImage(bytes);
  const entries = manifestResources(bytes, image);
  return {
    names: [...entries.keys()],
    json(name) {
      const at = entries.get(`${name}.deflated`);
      if (at === undefined) throw new Error(`${file} has no resource ${name}.`);
      return JSON.parse(inflateRawSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32LE(at))).toString('utf8'));
    },
  };
}

function readImage(bytes) {
  const header = bytes.readUInt32LE(0x3c);
  const optional = header + 24;
  const isWide = bytes.readUInt16LE(optional) === 0x20b;
  const sectionTable = optional + bytes.readUInt16LE(header + 20);
  const sections = Array.from({ length: bytes.readUInt16LE(header + 6) }, (_, i) => sectionTable + 40 * i).map((at) => ({
    size: Math.max(bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 16)), start: bytes.readUInt32LE(at + 12), raw: bytes.readUInt32LE(at + 20),
  }));
  const offsetOf = (address) => {
    const section = sections.find(({ start, size }) => address >= start && address < start + size);
    if (!section) throw new Error(`Address ${address} is in no section.`);
    return address - section.start + section.raw;
  };
  const runtimeHeader = offsetOf(bytes.readUInt32LE(optional + (isWide ? 112 : 96) + 14 * 8));
  return { metadata: offsetOf(bytes.readUInt32LE(runtimeHeader + 8)), resources: offsetOf(bytes.readUInt32LE(runtimeHeader + 24)) };
}

function metadataStreams(bytes, metadata) {
  const streams = new Map();
  let at = metadata + 16 + bytes.readUInt32LE(metadata + 12);
  const count = bytes.readUInt16LE(at + 2);
  at += 4;
  for (let i = 0; i < count; i++) {
    const end = bytes.indexOf(0, at + 8);
    streams.set(bytes.toString('latin1', at + 8, end), metadata + bytes.readUInt32LE(at));
    at = at + 8 + 4 * Math.ceil((end - at - 8 + 1) / 4);
  }
  return streams;
}

/** Name to file offset of the resource's length field. */
function manifestResources(bytes, { metadata, resources }) {
  const streams = metadataStreams(bytes, metadata);
  const tables = streams.get('#~');
  const heapSizes = bytes[tables + 6];
  const present = bytes.readBigUInt64LE(tables + 8);
  const rows = new Array(64).fill(0);
  let at = tables + 24;
  for (let table = 0; table < 64; table++) if ((present >> BigInt(table)) & 1n) { rows[table] = bytes.readUInt32LE(at); at += 4; }
  const widthOf = columnWidth(heapSizes, rows);
  for (let table = 0; table < 0x28; table++) if (rows[table] > 0) at += rows[table] * rowWidth(table, widthOf);
  return readManifest({ bytes, at, count: rows[0x28], width: rowWidth(0x28, widthOf), strings: streams.get('#Strings'), wideStrings: (heapSizes & 1) !== 0, resources });
}

function readManifest({ bytes, at, count, width, strings, wideStrings, resources }) {
  const entries = new Map();
  for (let row = 0; row < count; row++, at += width) {
    const name = strings + (wideStrings ? bytes.readUInt32LE(at + 8) : bytes.readUInt16LE(at + 8));
    entries.set(bytes.toString('utf8', name, bytes.indexOf(0, name)), resources + bytes.readUInt32LE(at));
  }
  return entries;
}

const columnWidth = (heapSizes, rows) => (column) => {
  const heap = { s: 1, g: 2, b: 4 }[column];
  if (heap) return heapSizes & heap ? 4 : 2;
  if (column.startsWith('#')) return rows[Number(column.slice(1))] > 0xffff ? 4 : 2;
  const coded = /^<(\d):(.*)>$/.exec(column);
  if (!coded) return Number(column);
  const most = Math.max(...coded[2].split(',').map((table) => rows[Number(table)]));
  return most >= 2 ** (16 - Number(coded[1])) ? 4 : 2;
};

function rowWidth(table, widthOf) {
  const layout = columns[table];
  if (!layout) throw new Error(`Metadata table ${table} is not described here.`);
  return layout.split(' ').reduce((sum, column) => sum + widthOf(column), 0);
}

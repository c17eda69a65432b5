import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import forge from 'node-forge';

export interface TlsMaterial {
  readonly caPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
  /** The CA as a file, for NODE_EXTRA_CA_CERTS and REQUESTS_CA_BUNDLE. */
  readonly caFile: string;
}

/** Names that the server certificate is good for, besides those of data planes. */
const localNames = ['localhost', '*.localhost'];

/**
 * A CA and a server certificate for 127.0.0.1, made once and kept in `folder` (keys 0600). Other `names` (hosts of data planes, wildcards
 * allowed) make another certificate under the same CA.
 */
export function loadTls(folder: string, names: readonly string[] = []): TlsMaterial {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ca = loadAuthority(folder);
  const all = [...new Set([...localNames, ...names])];
  const mark = createHash('sha256').update(all.join('\n') + ca.certificatePem).digest('hex').slice(0, 12);
  const file = path.join(folder, `server-${mark}.pem`);
  if (!existsSync(file)) {
    const made = makeServerCertificate(ca, all);
    writeFileSync(file, made.certificatePem + made.keyPem, { mode: 0o600 });
  }
  const [certificatePem, keyPem] = splitPem(readFileSync(file, 'utf8'));
  return { caPem: ca.certificatePem, caFile: path.join(folder, 'ca.pem'), certificatePem, keyPem };
}

interface Authority { readonly certificatePem: string; readonly keyPem: string }

function loadAuthority(folder: string): Authority {
  const [certificateFile, keyFile] = [path.join(folder, 'ca.pem'), path.join(folder, 'ca.key')];
  if (!existsSync(certificateFile) || !existsSync(keyFile)) {
    const made = makeAuthority();
    writeFileSync(keyFile, made.keyPem, { mode: 0o600 });
    writeFileSync(certificateFile, made.certificatePem);
  }
  return { certificatePem: readFileSync(certificateFile, 'utf8'), keyPem: readFileSync(keyFile, 'utf8') };
}

const years = (count: number): Date => new Date(Date.now() + count * 365 * 86_400_000);

function newCertificate(commonName: string): { readonly certificate: forge.pki.Certificate; readonly keys: forge.pki.rsa.KeyPair } {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - 86_400_000);
  certificate.validity.notAfter = years(5);
  certificate.setSubject([{ name: 'commonName', value: commonName }]);
  return { certificate, keys };
}

function makeAuthority(): Authority {
  const { certificate, keys } = newCertificate('AOS Deploy local sandbox CA');
  certificate.setIssuer(certificate.subject.attributes);
  certificate.setExtensions([{ name: 'basicConstraints', cA: true, critical: true }, { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }, { name: 'subjectKeyIdentifier' }]);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  return { certificatePem: forge.pki.certificateToPem(certificate), keyPem: forge.pki.privateKeyToPem(keys.privateKey) };
}

function makeServerCertificate(ca: Authority, names: readonly string[]): Authority {
  const { certificate, keys } = newCertificate('localhost');
  const issuer = forge.pki.certificateFromPem(ca.certificatePem);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false }, { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true }, { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [...names.map((value) => ({ type: 2, value })), { type: 7, ip: '127.0.0.1' }] },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(ca.keyPem), forge.md.sha256.create());
  return { certificatePem: forge.pki.certificateToPem(certificate), keyPem: forge.pki.privateKeyToPem(keys.privateKey) };
}

function splitPem(text: string): readonly [string, string] {
  const at = text.search(/-----BEGIN (RSA )?PRIVATE KEY-----/);
  return [text.slice(0, at), text.slice(at)];
}

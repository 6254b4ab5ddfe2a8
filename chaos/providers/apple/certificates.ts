import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bits, integer, NULL, octets, oid, sequence, set, TRUE, tagged, utcTime, utf8 } from './der.ts';

/** The marks that Apple puts into its certificates, and by which its library knows them. */
const LEAF_MARK = '1.2.840.113635.100.6.11.1';
const INTERMEDIATE_MARK = '1.2.840.113635.100.6.2.1';
const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const VALIDITY = sequence(utcTime('200101000000Z'), utcTime('491231235959Z'));

/** A signing authority in the shape of Apple's: root → intermediate → leaf, with keys that exist as long as this object. */
export interface Authority {
  /** DER, the leaf first: what goes into `x5c`. */
  readonly chain: readonly Buffer[];
  readonly root: Buffer;
  readonly leafKey: KeyObject;
}

export function makeAuthority(label = 'Simulated'): Authority {
  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const middle = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = { root: `${label} Root CA`, middle: `${label} Intermediate CA`, leaf: `${label} Receipt Signing` };
  const rootCertificate = certificate({ subject: names.root, issuer: names.root, key: root, signer: root, ca: true });
  const middleCertificate = certificate({
    subject: names.middle,
    issuer: names.root,
    key: middle,
    signer: root,
    ca: true,
    mark: INTERMEDIATE_MARK,
  });
  const leafCertificate = certificate({
    subject: names.leaf,
    issuer: names.middle,
    key: leaf,
    signer: middle,
    ca: false,
    mark: LEAF_MARK,
  });
  return {
    chain: [leafCertificate, middleCertificate, rootCertificate],
    root: rootCertificate,
    leafKey: leaf.privateKey,
  };
}

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

interface Wanted {
  readonly subject: string;
  readonly issuer: string;
  readonly key: Pair;
  readonly signer: Pair;
  readonly ca: boolean;
  readonly mark?: string;
}

/** An X.509 certificate, version 3 (RFC 5280), as DER. */
function certificate({ subject, issuer, key, signer, ca, mark }: Wanted): Buffer {
  const basicConstraints = sequence(oid('2.5.29.19'), TRUE, octets(ca ? sequence(TRUE) : sequence()));
  const marked = mark === undefined ? [] : [sequence(oid(mark), octets(NULL))];
  const content = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_SHA256,
    nameOf(issuer),
    VALIDITY,
    nameOf(subject),
    key.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(basicConstraints, ...marked)),
  );
  return sequence(content, ECDSA_SHA256, bits(sign('sha256', content, signer.privateKey)));
}

const nameOf = (commonName: string): Buffer => sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));

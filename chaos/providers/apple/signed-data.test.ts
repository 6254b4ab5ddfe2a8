import { X509Certificate } from 'node:crypto';
import { Environment, SignedDataVerifier } from '@apple/app-store-server-library';
import { expect, test } from 'vitest';
import { sampleEvent, samplePayment } from '../testing/faults.ts';
import { makeAuthority } from './certificates.ts';
import { type AppleApp, appleEncoder, signedTransaction } from './signed-data.ts';

const NOW = Date.UTC(2026, 0, 5, 12);
const app: AppleApp = { bundleId: 'com.example.loadgate', appAppleId: 1, environment: 'Sandbox' };
const authority = makeAuthority();
const verifierOf = (root: Buffer, bundleId = app.bundleId) =>
  new SignedDataVerifier([root], false, Environment.SANDBOX, bundleId);
const payment = samplePayment(1, { provider: 'apple', state: 'succeeded', paid: 1999, settledAt: NOW });
const signed = signedTransaction(authority, app, payment, NOW);

test('the certificates are a chain that Node reads and verifies', () => {
  const [leaf, middle, root] = authority.chain.map((der) => new X509Certificate(der));
  if (!leaf || !middle || !root) throw new Error('three certificates expected');
  expect([leaf.verify(middle.publicKey), middle.verify(root.publicKey), root.verify(root.publicKey)]).toEqual([
    true,
    true,
    true,
  ]);
  expect([leaf.ca, middle.ca, root.ca]).toEqual([false, true, true]);
});

test('Apple’s own library accepts a transaction and a notification', async () => {
  const verifier = verifierOf(authority.root);
  expect(await verifier.verifyAndDecodeTransaction(signed)).toMatchObject({
    transactionId: 'pi_1',
    appAccountToken: 'tx-1',
    price: 19_990,
    currency: 'USD',
  });
  const { body } = appleEncoder(authority, app).encode(sampleEvent(2), NOW);
  const { signedPayload } = JSON.parse(body) as { signedPayload: string };
  expect(await verifier.verifyAndDecodeNotification(signedPayload)).toMatchObject({
    notificationType: 'ONE_TIME_CHARGE',
    notificationUUID: 'evt_2',
  });
});

test('it refuses another root, another app, a changed payload and a forgery', async () => {
  const [header, payload = '', signature] = signed.split('.');
  const cheaper = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const changed = Buffer.from(JSON.stringify({ ...cheaper, price: 1 })).toString('base64url');
  const { body } = appleEncoder(authority, app).forge(sampleEvent(2), NOW);
  const { signedPayload: forged } = JSON.parse(body) as { signedPayload: string };
  const verifier = verifierOf(authority.root);
  await expect(verifierOf(makeAuthority().root).verifyAndDecodeTransaction(signed)).rejects.toThrow();
  await expect(verifierOf(authority.root, 'com.other').verifyAndDecodeTransaction(signed)).rejects.toThrow();
  await expect(verifier.verifyAndDecodeTransaction(`${header}.${changed}.${signature}`)).rejects.toThrow();
  await expect(verifier.verifyAndDecodeNotification(forged)).rejects.toThrow();
});

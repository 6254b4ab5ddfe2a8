import { Firestore } from '@google-cloud/firestore';
import Stripe from 'stripe';
import { expect, test, vi } from 'vitest';
import { standardModules } from '../../app.ts';
import type { Module } from '../../operations/index.ts';
import { providersFrom } from '../../payments/adapters/index.ts';
import { readPaymentsConfig } from '../../payments/config.ts';
import { StoreScheduler } from '../../scheduler/index.ts';
import { openFirestore } from '../../store/firestore/index.ts';
import { emptyProject, needsFirestore } from '../../store/firestore/testing.ts';
import { systemClock } from '../embedded/system-ports.ts';
import { tokenOf } from '../embedded/testing.ts';
import type { FlagEvent } from './flag-changed.ts';
import { deploy } from './testing/deployed.ts';

needsFirestore();
// As in the functions emulator: the claims of a token count, whoever signed it. Read when firebase-functions is loaded.
vi.hoisted(() => {
  process.env.FIREBASE_DEBUG_MODE = 'true';
  process.env.FIREBASE_DEBUG_FEATURES = '{"skipTokenVerification":true}';
  // It logs every token.
  for (const level of ['debug', 'warn', 'error'] as const) console[level] = () => {};
});

test('a scheduled run starts the jobs that are due within it, and the recurring tasks', async () => {
  const store = openFirestore(emptyProject());
  const ran: string[] = [];
  const module: Module = {
    name: 'jobs',
    jobs: [{ kind: 'mark', feature: 'test', run: async (_ctx, _payload, jobId) => void ran.push(jobId) }],
    recurring: [{ name: 'tidy', feature: 'test', everyMs: 60_000, run: async () => void ran.push('tidy') }],
  };
  const deployed = await deploy(store, { modules: [module], env: { LOADGATE_WORK_SECONDS: '3' } });
  try {
    const scheduler = new StoreScheduler(systemClock);
    const now = systemClock.now();
    await store.batch((writer) => {
      scheduler.schedule(writer, { jobId: 'late', kind: 'mark', dueAt: now - 60_000, payload: {} });
      scheduler.schedule(writer, { jobId: 'soon', kind: 'mark', dueAt: now + 500, payload: {} });
      scheduler.schedule(writer, { jobId: 'tomorrow', kind: 'mark', dueAt: now + 86_400_000, payload: {} });
    });
    await deployed.functions.scheduledWork.run({ scheduleTime: new Date(now).toISOString() });
    expect(ran.sort()).toEqual(['late', 'soon', 'tidy']);
    const left = await store.query({ collection: 'scheduledJobs' });
    expect(left.map(({ id }) => id).sort()).toEqual(['recurring:tidy', 'tomorrow']);
  } finally {
    await deployed.close();
  }
});

test('an edit around change control is on record once, with its alert, however often the trigger comes', async () => {
  const project = emptyProject();
  const store = openFirestore(project);
  const db = new Firestore({ projectId: project.project, host: project.emulator ?? '', ssl: false });
  const deployed = await deploy(store);
  try {
    const flag = db.doc('featureFlags/wallet');
    const written = async (before: Awaited<ReturnType<typeof flag.get>>, id: string) => {
      const event = {
        params: { key: 'wallet' },
        data: { before, after: await flag.get() },
        id,
      } as unknown as FlagEvent;
      await deployed.functions.onFeatureFlagChanged.run(event);
    };
    const audit = () => store.query({ collection: 'featureFlags/wallet/audit', orderBy: [['version', 'desc']] });

    const call = async (operation: string, data: object) =>
      fetch(`${deployed.url}/${operation}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenOf('op', { admin: true })}` },
        body: JSON.stringify({ data }),
      });
    const before = await flag.get();
    const change = { key: 'wallet', enabled: false, version: 0, reason: 'for the record', confirm: 'wallet' };
    expect((await call('toggleFeatureFlag', change)).status).toBe(200);
    await written(before, 'e1');
    expect((await audit()).map(({ data }) => data.action)).toEqual(['update']);

    const controlled = await flag.get();
    await db.doc('featureFlags/wallet').update({ state: 'on', enabled: true, rollout: 100 });
    await written(controlled, 'e2');
    await written(controlled, 'e2');
    await written(controlled, 'e3');
    const entries = await audit();
    expect(entries.map(({ data }) => data.action)).toEqual(['external-edit', 'update']);
    expect(entries[0]?.data).toMatchObject({ changedBy: 'unknown', critical: true, version: 2 });
    expect((await store.get('alerts/flag:wallet:v2'))?.data).toMatchObject({ severity: 'critical', status: 'active' });
    const suspicions = (await store.query({ collection: 'securityAlerts' })).map(({ data }) => data.type);
    expect(suspicions).toContain('FLAG_EDITED_IN_STORE');
  } finally {
    await deployed.close();
    await db.terminate();
  }
});

test('a webhook is verified over the very bytes that were sent, whatever else the request carries', async () => {
  const webhookSecret = 'whsec_for_the_test';
  const payments = readPaymentsConfig({ stripe: { secretKey: 'sk_test_unused', webhookSecret } });
  const modules = standardModules({ providers: providersFrom(payments, systemClock) });
  const deployed = await deploy(openFirestore(emptyProject()), { modules, env: { LOADGATE_APP_CHECK: 'on' } });
  try {
    // Spaces and escapes that no parser gives back.
    const payload = `{ "id" : "evt_1", "object":"event",  "type": "customer.cr\\u0065ated", "data": {"object": {"id":"cus_1"}} }\n`;
    const post = (body: string, signature: string) =>
      fetch(`${deployed.url}/api/webhooks/stripe`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'stripe-signature': signature,
          authorization: 'Basic b3VyczpvdXJz',
        },
      });
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: webhookSecret });
    const taken = await post(payload, signature);
    expect({ status: taken.status, body: await taken.json() }).toMatchObject({ status: 200, body: { received: true } });
    expect((await post(payload.replace('cus_1', 'cus_2'), signature)).status).toBe(403);

    // App Check: users need it, operators and providers do not.
    const flags = await fetch(`${deployed.url}/api/api/flags`, {
      headers: { authorization: `Bearer ${tokenOf('u1')}` },
    });
    expect(flags.status).toBe(401);
    const history = `${deployed.url}/api/api/flags/chat_paid/history`;
    const admin = { authorization: `Bearer ${tokenOf('op', { admin: true })}` };
    expect((await fetch(history, { headers: admin })).status).toBe(200);
  } finally {
    await deployed.close();
  }
});

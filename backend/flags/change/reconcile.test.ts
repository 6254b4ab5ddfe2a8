import { expect, test } from 'vitest';
import { callerContext } from '../../testing/index.ts';
import { flagPath } from '../paths.ts';
import { flagBench } from '../testing/bench.ts';
import { historyOf, verifyAudit } from './history.ts';

async function editedBench() {
  const bench = flagBench();
  const ctx = callerContext(bench.system, { uid: 'op', admin: true });
  const { control } = bench.flags;
  await control.update(ctx, { flag: 'search', reason: 'first', version: 0, patch: { notes: 'known' } });
  const edit = () => bench.store.batch((writer) => writer.update(flagPath('search'), { enabled: false }));
  const watch = () => bench.backend.runRecurring('watchFlagEdits');
  const history = async () =>
    (await historyOf(bench.store, 'search', 10)).entries.map(
      ({ version, action, changedBy }) => `${version} ${action} ${changedBy}`,
    );
  return { ...bench, ctx, control, edit, watch, history };
}

test('an edit in the store takes effect at once, and the next look puts it on record with an alert', async () => {
  const { edit, watch, history, store, flags } = await editedBench();
  await watch();
  await edit();
  expect((await flags.service.evaluate('search', { now: 0 })).state).toBe('off');
  await watch();
  await watch();
  expect(await history()).toEqual(['2 external-edit unknown', '1 update op']);
  expect((await store.get(flagPath('search')))?.data).toMatchObject({
    state: 'off',
    enabled: false,
    version: 2,
    notes: 'known',
  });
  expect((await verifyAudit(store, 'search')).faults).toEqual([]);
  const [alert] = await store.query({ collection: 'securityAlerts' });
  expect(alert?.data).toMatchObject({ type: 'FLAG_EDITED_IN_STORE', flag: 'search', count: 1 });
});

test('a change that comes before the look records the edit first, and can be rolled back to it', async () => {
  const { edit, history, store, control, ctx } = await editedBench();
  await edit();
  await control.update(ctx, { flag: 'search', reason: 'x', version: 1, patch: { notes: 'later' } });
  expect(await history()).toEqual(['3 update op', '2 external-edit unknown', '1 update op']);
  const back = async () => (await control.rollback(ctx, { flag: 'search', reason: 'x' })).flag;
  expect(await back()).toMatchObject({ state: 'off', notes: 'known' });
  expect(await back()).toMatchObject({ state: 'on', notes: 'known' });
  expect((await verifyAudit(store, 'search')).faults).toEqual([]);
});

test('a document that somebody deleted, or wrote without ever having been audited, is on record after the look', async () => {
  const { watch, store, put, history } = await editedBench();
  await watch();
  await store.batch((writer) => writer.delete(flagPath('search')));
  await put('swipe', { state: 'kill' });
  await watch();
  expect(await history()).toEqual(['2 external-edit unknown', '1 update op']);
  expect((await historyOf(store, 'swipe', 5)).entries).toMatchObject([
    { version: 1, after: { settings: { state: 'kill' } } },
  ]);
  for (const key of ['search', 'swipe'] as const) expect((await verifyAudit(store, key)).faults).toEqual([]);
});

test('a look at flags that went through change control records nothing', async () => {
  const { watch, history } = await editedBench();
  await watch();
  expect(await history()).toEqual(['1 update op']);
});

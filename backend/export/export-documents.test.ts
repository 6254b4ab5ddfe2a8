import { expect, test } from 'vitest';
import { benchOf, refusalOf } from '../testing/index.ts';
import { type ExportedPage, exportModule } from './index.ts';

test('pages show every document of the collection at any depth once, and no other', async () => {
  const bench = benchOf([exportModule()]);
  await bench.store.batch((writer) => {
    for (let i = 0; i < 7; i++) writer.create(`chats/c${i % 3}/messages/m${i}`, { i });
    writer.create('messages/top', { i: 7 });
    writer.create('users/u1', { i: 8 });
  });
  const call = bench.as('root', { admin: true, superAdmin: true });
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = (await call('exportDocuments', {
      collection: 'messages',
      limit: 3,
      ...(after && { after }),
    })) as ExportedPage;
    seen.push(...page.documents.map(({ path }) => path));
    after = page.next;
  } while (after);
  expect(seen).toEqual([...new Set(seen)]);
  expect(seen).toHaveLength(8);
  expect(seen).toContain('messages/top');
});

test('is for super-admins, and names one collection', async () => {
  const bench = benchOf([exportModule()]);
  expect(await refusalOf(bench.as('a', { admin: true })('exportDocuments', { collection: 'users' }))).toMatchObject({
    code: 'permission-denied',
  });
  const root = bench.as('root', { superAdmin: true, admin: true });
  expect(await refusalOf(root('exportDocuments', { collection: 'users/u1/x' }))).toMatchObject({
    code: 'invalid-argument',
  });
});

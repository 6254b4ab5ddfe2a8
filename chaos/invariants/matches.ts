import { finding, type Invariant, idOf, inOrder, type Violation } from './evidence.ts';

export const mutualLikesMatch: Invariant = {
  id: 'mutual-likes-match',
  title: 'Two likes make one match, and nothing else makes one',
  source: 'pack 353 §7: swipe workload',
  about: ['swipe'],
  check: (evidence) => {
    const likes = new Set(
      evidence
        .documents('swipes')
        .filter((doc) => doc.data.action === 'like')
        .map((doc) => `${doc.data.userId}_${doc.data.targetId}`),
    );
    const pairOf = (like: string): string => like.split('_').sort().join('_');
    const mutual = new Set([...likes].filter((like) => likes.has(like.split('_').reverse().join('_'))).map(pairOf));
    const matches = new Set(evidence.documents('matches').map(idOf).map(pairOf));
    const violated = (pair: string, message: string): Violation => {
      const users = new Set(pair.split('_'));
      const own = (user: string, other: unknown) => users.has(user) && users.has(String(other));
      const operations = inOrder(
        evidence.history.filter((one) => one.operation === 'swipe' && own(one.user, one.request.targetId)),
      );
      return { message, operations };
    };
    const violations = [
      ...[...mutual]
        .filter((pair) => !matches.has(pair))
        .map((pair) => violated(pair, `${pair} like each other, but there is no match`)),
      ...[...matches]
        .filter((pair) => !mutual.has(pair))
        .map((pair) => violated(pair, `${pair} match, but do not like each other`)),
    ];
    return finding(likes.size, violations, 'nobody liked anybody');
  },
};

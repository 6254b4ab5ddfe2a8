/** A defect that somebody could make in `firestore.rules`: the text that it changes, which must occur once, and what becomes of it. */
export interface Defect {
  readonly name: string;
  /** The collection whose cases catch it; others are spared the time. */
  readonly collection: string;
  readonly from: string;
  readonly to: string;
}

export const DEFECTS: readonly Defect[] = [
  {
    name: 'what is not named is allowed',
    collection: 'unheardOf',
    from: 'match /{document=**} {\n      allow read, write: if false;',
    to: 'match /{document=**} {\n      allow read, write: if true;',
  },
  {
    name: 'users write their wallets',
    collection: 'wallets',
    from: 'match /wallets/{uid} {\n      allow get: if isSelf(uid) || isAdmin();\n      allow list: if isAdmin();\n      allow write: if false;',
    to: 'match /wallets/{uid} {\n      allow get: if isSelf(uid) || isAdmin();\n      allow list: if isAdmin();\n      allow write: if isSelf(uid);',
  },
  {
    name: 'any claim named admin makes an admin',
    collection: 'featureFlags',
    from: "request.auth.token.get('admin', false) == true",
    to: "request.auth.token.get('admin', false) != false",
  },
  {
    name: 'flags are read without signing in',
    collection: 'featureFlags',
    from: '      allow read: if signedIn();\n      allow create: if isAdmin()',
    to: '      allow read: if true;\n      allow create: if isAdmin()',
  },
  {
    name: 'admins delete flags',
    collection: 'featureFlags',
    from: 'allow delete: if isSuperAdmin();',
    to: 'allow delete: if isAdmin();',
  },
  {
    name: 'the settings of a flag are not validated',
    collection: 'featureFlags',
    from: '\n          && settingsAreValid(flag);',
    to: ';',
  },
  {
    name: 'a flag may have unknown fields',
    collection: 'featureFlags',
    from: '&& flag.keys().hasOnly([',
    to: '&& flag.keys().hasAny([',
  },
  {
    name: 'a list of a flag may hold anything',
    collection: 'featureFlags',
    from: "list is list && list.size() <= most && list.hasOnly(list.join(',').split(','))",
    to: 'list is list && list.size() <= most',
  },
  {
    name: 'a flag is overwritten whatever its version',
    collection: 'featureFlags',
    from: "\n        && request.resource.data.version == resource.data.get('version', 0) + 1;",
    to: ';',
  },
  {
    name: 'admins sign with the names of others',
    collection: 'featureFlags',
    from: '&& flag.lastUpdatedBy == request.auth.uid',
    to: '&& flag.lastUpdatedBy is string',
  },
  {
    name: 'the audit of a flag can be rewritten',
    collection: 'featureFlags',
    from: 'match /audit/{entry} {\n        allow read: if isAdmin();\n        allow write: if false;',
    to: 'match /audit/{entry} {\n        allow read: if isAdmin();\n        allow write: if isAdmin();',
  },
  {
    name: 'the audit of a flag can be deleted by super-admins',
    collection: 'featureFlags',
    from: 'match /audit/{entry} {\n        allow read: if isAdmin();\n        allow write: if false;',
    to: 'match /audit/{entry} {\n        allow read: if isAdmin();\n        allow delete: if isSuperAdmin();',
  },
  {
    name: 'purchases are shown to everybody',
    collection: 'pendingTransactions',
    from: "allow read: if owns('userId') || isAdmin();\n      allow write: if false;\n    }\n    match /paymentAudit",
    to: 'allow read: if signedIn();\n      allow write: if false;\n    }\n    match /paymentAudit',
  },
  {
    name: 'messages are shown to both sides',
    collection: 'chats',
    from: "allow read: if owns('senderId');",
    to: 'allow read: if request.auth.uid in get(/databases/$(database)/documents/chats/$(pair)).data.participants;',
  },
  {
    name: 'messages are sent without paying',
    collection: 'chats',
    from: "allow read: if owns('senderId');\n        allow write: if false;",
    to: "allow read: if owns('senderId');\n        allow create: if signedIn() && request.resource.data.senderId == request.auth.uid;",
  },
  {
    name: 'callers write their sessions',
    collection: 'sessions',
    from: "allow read: if owns('callerId') || isAdmin();\n      allow write: if false;",
    to: "allow read: if owns('callerId') || isAdmin();\n      allow write: if owns('callerId');",
  },
  {
    name: 'tenants see the overrides of others',
    collection: 'tenantFlagOverrides',
    from: ' && resource.data.tenant == request.auth.token.tenant',
    to: '',
  },
  {
    name: 'nobody is signed in, and it does not matter',
    collection: 'countryFeatureFlags',
    from: 'return request.auth != null;',
    to: 'return true;',
  },
];

/** The rules with the defect. @throws Error where the text that it changes is not there exactly once */
export function withDefect(rules: string, { name, from, to }: Defect): string {
  if (rules.split(from).length !== 2) throw new Error(`"${name}" does not fit the rules any more: adapt it`);
  return rules.replace(from, () => to);
}
